import { rename } from 'node:fs/promises';
import { writeFileSync } from 'node:fs';
import { problem, run } from '@reprise/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FakeVm, startWorker } from './fake-worker.ts';
import { startService, type Service } from './service.ts';
import { job, makeWorld, type World } from './world.ts';

let service: Service;
let world: World;
beforeAll(async () => {
  service = await startService();
  world = await makeWorld(service);
});
afterAll(() => service.close());

const ready = async () => service.as().get('/health/ready').ok(() => true);
const api = async () => service.as(await service.key());

async function metrics(): Promise<ReadonlyMap<string, number>> {
  const { text } = await service.as().get('/metrics').expect(200).expect('Content-Type', /^text\/plain/);
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(lines.map((line): [string, number] => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ') + 1))]));
}

describe('metrics', () => {
  it('count runs by state, workers, requests by route, and requests of the store', async () => {
    const vm = await FakeVm.claim(service, await startWorker(service, 'measured'), run.parse((await (await api()).post('/v1/runs').send({ job })).body).id);
    await vm.beat();
    const found = await metrics();
    expect(found.get('reprise_runs{state="running"}')).toBe(1);
    expect(found.get('reprise_runs{state="crashed"}')).toBe(1);
    expect(found.get('reprise_workers{state="alive"}')).toBe(2);
    expect(found.get('reprise_guest_mips')).toBe(50);
    expect(found.get('reprise_http_request_seconds_count{method="POST",route="/v1/runs",status="201"}')).toBeGreaterThan(2);
    expect([...found.keys()].some((name) => name.startsWith('reprise_store_request_seconds_count{operation="put",outcome="ok"'))).toBe(true);
    for (const name of ['reprise_queue_depth', 'reprise_queue_wait_seconds', 'reprise_leases_lost_total']) expect(found.has(name)).toBe(true);
    expect([...found.keys()].filter((name) => name.includes(world.run))).toEqual([]);
  });

  it('do not grow with what strangers ask for', async () => {
    await service.as().get('/no/such/route/1').ok(() => true);
    await service.as().get('/no/such/route/2').ok(() => true);
    expect([...(await metrics()).keys()].filter((name) => name.includes('no/such'))).toEqual([]);
  });
});

describe('health', () => {
  it('is whole while everything is there', async () => {
    expect((await ready()).body).toEqual({ ok: true, checks: { record: { ok: true }, queue: { ok: true }, store: { ok: true } } });
  });

  it('says that the store is away; what needs it is refused as that, and what does not is done', async () => {
    await rename(service.store, `${service.store}.away`);
    writeFileSync(service.store, 'no folder');
    try {
      const answer = await ready();
      expect([answer.status, answer.body]).toMatchObject([503, { ok: false, checks: { record: { ok: true }, store: { ok: false } } }]);
      await service.as().get('/health/live').expect(200);
      const console = await (await api()).get(`/v1/runs/${world.run}/recording`).ok(() => true);
      expect(console.status).toBeGreaterThanOrEqual(500);
      expect(problem.parse(console.body).detail).not.toContain(service.store);
      await (await api()).get(`/v1/runs/${world.run}`).expect(200);
    } finally {
      await rename(service.store, `${service.store}.file`);
      await rename(`${service.store}.away`, service.store);
    }
    expect((await ready()).status).toBe(200);
  });

  it('says that Redis is away; jobs are taken all the same, and are in the queue when it is back', async () => {
    await service.redis.kill();
    await until(async () => (await ready()).status === 503);
    expect((await ready()).body).toMatchObject({ ok: false, checks: { record: { ok: true }, queue: { ok: false }, store: { ok: true } } });
    const made = await (await api()).post('/v1/runs').send({ job: { ...job, name: 'while-away' } }).expect(201);
    expect(made.body).toMatchObject({ state: 'pending' });
    await service.redis.start();
    await until(async () => (await ready()).status === 200);
    await until(async () => ((await metrics()).get('reprise_queue_depth') ?? 0) > 0);
  });

  it('says that the record is away, and everything that needs it is refused for now', async () => {
    await service.parts.ports.record.close();
    const answer = await ready();
    expect([answer.status, answer.body]).toMatchObject([503, { ok: false, checks: { record: { ok: false }, queue: { ok: true } } }]);
    const refused = await (await api()).get('/v1/runs').ok(() => true);
    expect([refused.status, problem.parse(refused.body).code, refused.headers['retry-after']]).toEqual([503, 'record.unavailable', '1']);
    await service.as().get('/health/live').expect(200);
  });
});

async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo()));
}
