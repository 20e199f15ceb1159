import { Service as Client } from '@reprise/api-client';
import { collection, image, pageOf, problem, setAside, snapshotDifferences, type Batch } from '@reprise/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FakeVm, startWorker } from './fake-worker.ts';
import { startService, type Service } from './service.ts';
import { crashRecord, digestOf, job, makeWorld, twoSnapshots, type World } from './world.ts';

let service: Service;
let world: World;
let client: Client;
let admin: Client;
beforeAll(async () => {
  service = await startService({ REPRISE_GC_GRACE_SECONDS: '0' });
  world = await makeWorld(service);
  client = new Client({ urls: [service.url], key: await service.key() });
  admin = new Client({ urls: [service.url], key: await service.key('admin') });
});
afterAll(() => service.close());

const api = async () => service.as(await service.key('admin'));
const all = async <T>(list: AsyncIterable<T>): Promise<T[]> => {
  const items: T[] = [];
  for await (const item of list) items.push(item);
  return items;
};

describe('an image', () => {
  const bytes = Buffer.alloc(20 * 2 ** 20, 'disk');
  const source = (read: (offset: number, length: number) => Promise<Uint8Array> = async (offset, length) => bytes.subarray(offset, offset + length)) => ({ digest: digestOf(bytes), bytes: bytes.length, read });

  it('is sent in pieces, by whoever comes back to it, and once', async () => {
    const told: number[] = [];
    await expect(client.images.push(source(async (offset, length) => {
      if (offset > 0) throw new Error('the line is cut');
      return bytes.subarray(offset, offset + length);
    }), 'disk', () => undefined)).rejects.toThrow('the line is cut');
    const pushed = await client.images.push(source(), 'disk', (sent) => told.push(sent));
    expect(pushed).toMatchObject({ digest: digestOf(bytes), bytes: bytes.length, names: ['disk'] });
    expect(told).toEqual([8 * 2 ** 20, 16 * 2 ** 20, 20 * 2 ** 20]);
    const again: number[] = [];
    await client.images.push(source(), undefined, (sent) => again.push(sent));
    expect(again).toEqual([bytes.length]);
    expect((await service.parts.store.list('uploads/')).objects.filter(({ key }) => !key.includes(world.upload))).toEqual([]);
  });

  it('is had by its name, in part, and renamed', async () => {
    const part = await (await api()).get('/v1/images/disk/content').set('Range', 'bytes=8388606-8388610').expect(206);
    expect((part.body as Buffer).toString()).toBe('skdis');
    expect(image.parse((await (await api()).patch('/v1/images/disk').send({ name: 'root' }).expect(200)).body).names).toEqual(['disk', 'root']);
    await (await api()).delete('/v1/images/root').expect(200);
    expect((await client.images.find('root'))).toBeUndefined();
    expect((await client.images.find('disk'))?.digest).toBe(digestOf(bytes));
  });

  it('is not sent for another project by its digest alone', async () => {
    const stranger = new Client({ urls: [service.url], key: await service.key('operator', 'elsewhere') });
    expect(await stranger.images.find(digestOf(bytes))).toBeUndefined();
    const begun = await service.as(await service.key('operator', 'elsewhere')).post('/v1/uploads').send({ digest: digestOf(bytes), bytes: bytes.length }).expect(200);
    expect(begun.body).toMatchObject({ image: null, upload: { offset: 0 } });
  });

  it('that a job names has to be there', async () => {
    const { id } = await client.runs.create({ boot: { kind: 'program', program: 'kernel' } });
    await expect((await api()).delete(`/v1/images/${world.image}`).ok(() => true).then(({ body }) => problem.parse(body).code)).resolves.toBe('image.in_use');
    await client.runs.cancel(id);
    await expect(client.runs.create({ boot: { kind: 'program', program: 'none-such' } })).rejects.toMatchObject({ status: 404, code: 'image.not_found' });
  });
});

describe('a batch', () => {
  it('is a run for each combination, and their results a table', async () => {
    const { id, size } = await client.createBatch({ name: 'words', job: { boot: { kind: 'linux', command: 'echo ${word} ${n}' } }, matrix: { word: ['=a', 'b'], n: [1, 2] } });
    expect(size).toBe(4);
    const runs = await all(client.runs.list({ batch: id }));
    const worker = await startWorker(service, 'batcher');
    for (const [index, { id: run }] of runs.entries()) await (await FakeVm.claim(service, worker, run)).end({ exitCode: index, state: null }, { state: index === 0 ? 'succeeded' : 'failed' });
    expect((await client.batch(id)).counts).toEqual({ succeeded: 1, failed: 3 });
    expect((await all(client.batchResults(id))).map(({ values }) => values)).toEqual([{ word: '=a', n: '1' }, { word: '=a', n: '2' }, { word: 'b', n: '1' }, { word: 'b', n: '2' }]);
    expect((await client.batchDocument(id, 'csv')).split('\r\n')[1]).toMatch(/^r_[0-9a-f]{32},.*failed,shutdown,3,.*,'=a,1$/);
    expect(await client.batchDocument(id, 'junit')).toContain('<testsuite name="words" tests="4" failures="3" errors="0" skipped="0">');
  });

  it('boots once, and forks its runs from there', async () => {
    const [boot] = await twoSnapshots(service, 4242);
    const made: Batch = await client.createBatch({ job: { ...job }, matrix: { word: ['a', 'b', 'c'] }, fork: { from: { console: '# ' }, input: 'echo ${word}\n' } });
    expect(made).toMatchObject({ state: 'booting', size: 3 });
    const worker = await startWorker(service, 'booter');
    const base = await FakeVm.claim(service, worker, made.base ?? '');
    expect(base.assignment.until).toEqual({ console: '# ' });
    await base.write('# ');
    await base.end({ reason: 'stopped', exitCode: null, state: boot });
    expect(await client.batch(made.id)).toMatchObject({ state: 'ready', counts: { succeeded: 1, pending: 3 } });
    const forks = (await all(client.runs.list({ batch: made.id }))).filter(({ id }) => id !== made.base);
    const inputs = await Promise.all(forks.map(async ({ id }) => (await FakeVm.claim(service, worker, id)).assignment.forkInput));
    expect(new Set(inputs)).toEqual(new Set(['echo a\n', 'echo b\n', 'echo c\n']));
  });
});

describe('a snapshot', () => {
  it('is listed, named, and compared with another', async () => {
    const [left, right] = world.snapshots;
    expect((await all(client.snapshots({ run: world.run }))).map(({ id, reason }) => [id, reason])).toEqual([[right, 'ended']]);
    await (await api()).patch(`/v1/snapshots/${left}`).send({ name: 'before' }).expect(200);
    const { fields, memories, ...ids } = snapshotDifferences.parse((await (await api()).get('/v1/snapshots/before/diff').query({ with: right }).expect(200)).body);
    expect(ids).toEqual({ left, right });
    expect(fields.find(({ path }) => path === '/engine/icount')).toEqual({ path: '/engine/icount', left: '20', right: '25' });
    expect(memories.find(({ name }) => name === 'ram')?.differing).toBeGreaterThan(0);
  });

  it('is gone on from in a new run', async () => {
    const answer = await (await api()).post(`/v1/snapshots/${world.snapshots[0]}/restore`).send({ input: 'x\n', name: 'again' }).expect(201);
    expect(answer.body).toMatchObject({ items: [{ name: 'again', state: 'pending', origin: { state: world.snapshots[0] } }] });
  });
});

describe('crashes', () => {
  it('are grouped by their signatures, and reproduced', async () => {
    const worker = await startWorker(service, 'crasher');
    const [first, second] = await twoSnapshots(service, 77);
    for (const state of [first, second]) {
      const vm = await FakeVm.claim(service, worker, (await client.runs.create(job)).id);
      await vm.write('Kernel panic\n');
      await vm.end({ reason: 'crashed', exitCode: null, state }, { state: 'crashed', crash: crashRecord(state, 'Kernel panic') });
    }
    const [group] = await all(client.crashGroups());
    expect(group).toMatchObject({ title: 'Kernel panic', count: 2 });
    const members = await all(client.crashes({ signature: group?.signature }));
    expect(members.map(({ state }) => state)).toEqual([second, first]);
    const crash = await client.crash(members[1]?.id ?? '');
    expect(crash.record).toEqual(crashRecord(first, 'Kernel panic'));
    const again = await client.reproduceCrash(crash.id, 'crasher');
    const vm = await FakeVm.claim(service, worker, again.id);
    expect(vm.assignment).toMatchObject({ task: 'repro', origin: { run: crash.run, state: first } });
    await worker.reproduced(again.id, { epoch: 1, same: true, expected: first, found: first, icount: 1000, message: null });
    expect(await client.runs.get(again.id)).toMatchObject({ state: 'succeeded', end: { reason: 'reproduced', state: first } });
  });
});

describe('the house', () => {
  it('has its workers drained', async () => {
    const worker = await startWorker(service, 'to-drain');
    expect(await admin.drain('to-drain', true)).toMatchObject({ id: worker.id, state: 'draining' });
    expect(await worker.heartbeat({ runs: [], freeSlots: 4, draining: false })).toMatchObject({ drain: true });
    expect((await all(admin.workers())).find(({ id }) => id === worker.id)).toMatchObject({ name: 'to-drain', state: 'draining', slots: 4 });
  });

  it('knows who did what', async () => {
    const { id } = await client.runs.create({ ...job, name: 'audited' });
    await client.runs.cancel(id);
    await client.runs.cancel(id).catch(() => undefined);
    const entries = (await (await api()).get('/v1/audit').query({ limit: 5 }).expect(200)).body as { readonly items: readonly { readonly target: string | null }[] };
    expect(entries.items.filter(({ target }) => target === id)).toMatchObject([
      { action: 'POST /v1/runs/:run/cancel', outcome: 'run.ended' },
      { action: 'POST /v1/runs/:run/cancel', outcome: 'ok' },
      { action: 'POST /v1/runs', outcome: 'ok' },
    ]);
  });

  it('makes projects by making keys, and never shows a secret again', async () => {
    const { key, secret } = await admin.createKey({ project: 'new', role: 'operator', name: 'ci' });
    expect(key).toMatchObject({ project: 'new', role: 'operator' });
    const other = new Client({ urls: [service.url], key: secret });
    await other.runs.create(job);
    expect(await all(other.runs.list())).toHaveLength(1);
    expect(JSON.stringify(await all(admin.keys()))).not.toContain(secret.slice(3));
  });

  it('collects what nothing needs, says so first, and can undo it', async () => {
    const { store } = service.parts;
    const vm = await FakeVm.claim(service, await startWorker(service, 'forgotten'), (await client.runs.create(job)).id);
    const [, snapshot] = await twoSnapshots(service, 4711);
    await vm.write('x');
    await vm.end({ state: snapshot });
    const before = (await store.list('')).objects.map(({ key }) => key);
    const found = await admin.collect(true);
    expect(found).toMatchObject({ dry_run: true, deleted: 0 });
    await client.runs.delete(vm.run);
    const aside = collection.parse((await (await api()).post('/v1/gc').expect(200)).body);
    expect(aside.objects - found.objects).toBeGreaterThanOrEqual(4);
    expect((await store.list('')).objects.length).toBe(before.length + 1);
    await (await api()).delete(`/v1/gc/${aside.id}`).expect(200);
    expect(pageOf(setAside).parse((await (await api()).get('/v1/gc').expect(200)).body).items).toEqual([]);
    expect((await admin.collect(false)).deleted).toBe(0);
    expect((await admin.collect(false)).deleted).toBe(aside.objects);
    const left = (await store.list('')).objects.map(({ key }) => key);
    expect(left.filter((key) => key.startsWith(`runs/${vm.run}/`))).toEqual([]);
    // What others need is as it was: a console, an image, a snapshot.
    expect(left).toContain(`images/${world.image.slice('sha256:'.length)}`);
    await (await api()).get(`/v1/runs/${world.run}/recording`).expect(200);
    await (await api()).get(`/v1/snapshots/${world.snapshots[0]}/diff`).query({ with: world.snapshots[1] }).expect(200);
  });
});
