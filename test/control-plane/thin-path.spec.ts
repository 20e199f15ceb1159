import { httpWorkerApi } from '@reprise/api-client';
import { run } from '@reprise/contracts';
import { newId } from '@reprise/control';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startService, WORKER_TOKEN, type Service } from './service.ts';

let service: Service;
beforeAll(async () => { service = await startService(); });
afterAll(() => service.close());

it('takes a job, gives it to a worker, and says what came of it', async () => {
  const api = service.as(await service.key());
  const made = await api.post('/v1/runs').send({ job: { boot: { kind: 'linux', command: 'true' } } }).expect(201);
  const { id, ...pending } = run.parse(made.body);
  expect(pending).toMatchObject({ state: 'pending', project: 'default', epoch: 0 });
  const worker = newId('w');
  const house = httpWorkerApi({ urls: [service.url], token: WORKER_TOKEN, worker });
  await house.register({ id: worker, name: 'w1', slots: 2, version: '0', host: 'here' });
  expect(await house.claim(id)).toMatchObject({ run: id, epoch: 1, head: null });
  await house.heartbeat({ runs: [{ run: id, epoch: 1, vmState: 'running', icount: 5, mips: 1 }], freeSlots: 1, draining: false });
  const running = await api.get(`/v1/runs/${id}`).expect(200);
  expect(run.parse(running.body)).toMatchObject({ state: 'running', worker });
});
