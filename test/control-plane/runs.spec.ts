import { Service as Client } from '@reprise/api-client';
import { problem, run as runSchema } from '@reprise/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FakeVm, startWorker, type FakeWorker } from './fake-worker.ts';
import { startService, type Service } from './service.ts';

const job = { boot: { kind: 'linux', command: 'true' } } as const;
let service: Service;
let client: Client;
let worker: FakeWorker;
beforeAll(async () => {
  service = await startService();
  client = new Client({ urls: [service.url], key: await service.key() });
  worker = await startWorker(service, 'w1');
});
afterAll(() => service.close());
const api = async () => service.as(await service.key());

const running = async (more: object = {}): Promise<FakeVm> => FakeVm.claim(service, worker, (await client.runs.create({ ...job, ...more })).id);

describe('a run', () => {
  it('is made, run by a worker, and shown', async () => {
    const { id } = await client.runs.create({ ...job, name: 'first', labels: { kind: 'smoke' } });
    expect(await client.runs.get(id)).toMatchObject({ state: 'pending', name: 'first', epoch: 0, project: 'default' });
    const vm = await FakeVm.claim(service, worker, id);
    await vm.write('hello\n');
    expect(await client.runs.get(id)).toMatchObject({ state: 'running', worker: worker.id, epoch: 1, icount: 1000, consoleBytes: 6 });
    await vm.end();
    expect(await client.runs.get(id)).toMatchObject({ state: 'succeeded', end: { exitCode: 0, reason: 'shutdown' } });
    expect(await client.runs.get(id.slice(0, 20))).toMatchObject({ id });
  });

  it('is taken in YAML as well', async () => {
    const made = await (await api()).post('/v1/runs').set('Content-Type', 'application/yaml').send('job:\n  boot: { kind: linux, command: uname -a }\n  labels: { a: b }\n').expect(201);
    expect(runSchema.parse(made.body).job).toMatchObject({ boot: { command: 'uname -a' }, labels: { a: 'b' } });
  });

  it('is made once for an Idempotency-Key', async () => {
    const post = async (command: string) => (await api()).post('/v1/runs').set('Idempotency-Key', 'once-1').send({ job: { boot: { kind: 'linux', command } } });
    const [first, again, other] = [await post('a'), await post('a'), await post('b')];
    expect([first.status, again.status, other.status]).toEqual([201, 201, 409]);
    expect(runSchema.parse(again.body).id).toBe(runSchema.parse(first.body).id);
    expect(problem.parse(other.body).code).toBe('idempotency.conflict');
  });

  it('has an ETag', async () => {
    const { id } = await client.runs.create(job);
    const first = await (await api()).get(`/v1/runs/${id}`).expect(200);
    const tag = first.headers['etag'] ?? '';
    await (await api()).get(`/v1/runs/${id}`).set('If-None-Match', tag).expect(304);
    await client.runs.cancel(id);
    await (await api()).get(`/v1/runs/${id}`).set('If-None-Match', tag).expect(200);
  });

  it('is found in lists, page by page', async () => {
    const ids: string[] = [];
    for (let index = 0; index < 5; index++) ids.unshift((await client.runs.create({ ...job, labels: { list: 'pages', index: String(index) } })).id);
    const found: string[] = [];
    for await (const { id } of client.runs.list({ label: 'list=pages', limit: 2 })) found.push(id);
    expect(found).toEqual(ids);
    const both = await (await api()).get('/v1/runs').query({ label: ['list=pages', 'index=3'], state: ['pending', 'running'] }).expect(200);
    expect(both.body).toMatchObject({ items: [{ id: ids[1] }], next: null });
    const bad = await (await api()).get('/v1/runs').query({ state: 'walking', label: 'x', limit: 0, surprise: 1 }).expect(422);
    expect(problem.parse(bad.body).errors?.map(({ pointer }) => pointer)).toEqual(expect.arrayContaining(['state', 'label', 'limit']));
  });

  it('is deleted when it has ended, and not before', async () => {
    const vm = await running();
    expect(problem.parse((await (await api()).delete(`/v1/runs/${vm.run}`).expect(409)).body).code).toBe('run.not_ended');
    await vm.end();
    expect((await (await api()).delete(`/v1/runs/${vm.run}?dry_run=true`).expect(200)).body).toEqual({ dry_run: true, deleted: [vm.run] });
    await (await api()).get(`/v1/runs/${vm.run}`).expect(200);
    await (await api()).delete(`/v1/runs/${vm.run}`).expect(200);
    expect(problem.parse((await (await api()).get(`/v1/runs/${vm.run}`).expect(404)).body)).toMatchObject({ code: 'run.not_found', status: 404 });
  });
});

describe('the worker of a run', () => {
  it('is refused once another owns the run', async () => {
    const vm = await running();
    await worker.yield(vm.run, { epoch: 1, to: 'pending', head: null, state: null, message: null, answers: [] });
    await FakeVm.claim(service, worker, vm.run);
    await expect(vm.write('late')).rejects.toMatchObject({ status: 409, code: 'run.not_owner' });
    expect(await vm.beat()).toMatchObject({ lost: [vm.run] });
  });

  it('may say anything twice', async () => {
    const vm = await running();
    await vm.write('a');
    const { head } = vm;
    if (head) await worker.commit(vm.run, { epoch: 1, head, answers: [] });
    await vm.end();
    await vm.end();
    expect((await client.runs.get(vm.run)).state).toBe('succeeded');
  });
});

describe('commands', () => {
  it('wait for the owner, and are answered with what came of them', async () => {
    const vm = await running();
    const pausing = client.runs.pause(vm.run);
    const command = await until(async () => (await vm.beat()).commands[0]);
    expect(command).toMatchObject({ kind: 'pause', run: vm.run });
    await vm.write('x');
    await worker.yield(vm.run, { epoch: 1, to: 'paused', head: vm.head, state: `sha256:${'1'.repeat(64)}`, message: null, answers: [{ command: command.id, error: null, result: { icount: 1000 } }] });
    expect(await pausing).toMatchObject({ state: 'done', kind: 'pause', result: { icount: 1000 } });
    expect(await client.runs.resume(vm.run, 'w1')).toMatchObject({ state: 'pending' });
    expect((await worker.heartbeat({ runs: [], freeSlots: 4, draining: false })).waiting).toContain(vm.run);
    expect((await FakeVm.claim(service, worker, vm.run)).assignment).toMatchObject({ epoch: 2, head: vm.head });
  });

  it('are told as failed, with the reason', async () => {
    const vm = await running();
    const taking = client.runs.snapshot(vm.run, 'now');
    const command = await until(async () => (await vm.beat()).commands[0]);
    await worker.answer(vm.run, command.id, { epoch: 1, error: 'the store is full', result: {} });
    await expect(taking).rejects.toMatchObject({ status: 409, code: 'command.failed', message: expect.stringContaining('the store is full') as string });
  });

  it('bring input, which is answered once it is stored', async () => {
    const vm = await running();
    const typed = await client.runs.input(vm.run, Buffer.from('ls\n'));
    expect(typed.state).toBe('waiting');
    const { commands } = await vm.beat();
    expect(commands).toMatchObject([{ kind: 'input', payload: { data: Buffer.from('ls\n').toString('base64') } }]);
    await vm.write('ls\r\n', [{ command: typed.id, error: null, result: { icount: 500 } }]);
    expect((await (await api()).get(`/v1/runs/${vm.run}/commands/${typed.id}`).expect(200)).body).toMatchObject({ state: 'done', result: { icount: 500 } });
  });

  it('cancel a run that waits at once, and cannot reach one that has ended', async () => {
    const { id } = await client.runs.create(job);
    expect(await client.runs.cancel(id)).toMatchObject({ state: 'done' });
    expect((await client.runs.get(id)).state).toBe('cancelled');
    await expect(client.runs.pause(id)).rejects.toMatchObject({ status: 409, code: 'run.ended' });
  });
});

describe('a fork', () => {
  it('goes on from what is stored, with input of its own', async () => {
    const vm = await running();
    await expect(client.runs.fork(vm.run, {})).rejects.toMatchObject({ code: 'origin.invalid' });
    await vm.write('boot\n');
    const forks = await client.runs.fork(vm.run, { input: 'x\n', count: 3, name: 'child' });
    expect(forks).toHaveLength(3);
    expect(forks[0]).toMatchObject({ name: 'child', origin: { run: vm.run, icount: 1000 } });
    const { assignment } = await FakeVm.claim(service, worker, forks[0]?.id ?? '');
    expect(assignment).toMatchObject({ forkInput: 'x\n', originHead: vm.head });
  });
});

async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
  }
}
