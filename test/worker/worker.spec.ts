/** Workers as real processes, before a control plane with the real use cases: whatever is killed, a run comes to the same end. */
import { hash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addImage } from '@reprise/control';
import type { JobInput, RunEnd } from '@reprise/contracts';
import { FileStore } from '@reprise/store';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { PROJECT, TestControlPlane } from './control-plane.ts';
import { counting } from './guest.ts';
import { WorkerProcess } from './worker-process.ts';

const scratch = mkdtempSync(join(tmpdir(), 'reprise-worker-'));
const store = join(scratch, 'store');
let plane: TestControlPlane;
const workers: WorkerProcess[] = [];

beforeAll(async () => {
  plane = await TestControlPlane.start();
});
afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.stop()));
});
afterAll(async () => {
  await plane.close();
  rmSync(scratch, { recursive: true });
});

function startWorker(name: string, slots = 2): WorkerProcess {
  const worker = new WorkerProcess(name, { url: plane.url, store, cache: join(scratch, 'cache') }, slots);
  workers.push(worker);
  return worker;
}

async function image(bytes: Uint8Array): Promise<string> {
  const sha256 = hash('sha256', bytes, 'hex');
  await new FileStore(store).put(`images/${sha256}`, bytes);
  await addImage(plane.ports, PROJECT, { digest: `sha256:${sha256}`, bytes: bytes.length });
  return `sha256:${sha256}`;
}

const job = async (bytes: Uint8Array, more: Partial<JobInput> = {}): Promise<JobInput> =>
  ({ machine: { memory: '16M' }, boot: { kind: 'program', program: await image(bytes) }, keyframes: { every: 20_000_000 }, outcome: { exitCodes: [7] }, ...more });

/** The end of a run, of which nothing was disturbed. */
async function endOf(id: string): Promise<RunEnd | null> {
  return (await plane.until(id, ({ endedAt }) => endedAt !== null)).end;
}

describe('a run on a worker', () => {
  it('comes to its end, twice to the same', async () => {
    startWorker('a');
    const whole = await job(counting(30));
    const [one, other] = [await plane.submit(whole), await plane.submit(whole)];
    const end = await endOf(one);
    expect(end).toMatchObject({ reason: 'shutdown', exitCode: 7, consoleBytes: 30, message: null });
    expect(await endOf(other)).toEqual(end);
    expect((await plane.run(one)).state).toBe('succeeded');
  });
});
