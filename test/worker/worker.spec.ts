/** Workers as real processes, before a control plane with the real use cases: whatever is killed, a run comes to the same end. */
import { hash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addImage, getSnapshot, migrateRun, pauseRun, reproduceRun, restoreSnapshot, resumeRun, sendInput, snapshotRun, type StoredCommand, type StoredRun } from '@reprise/control';
import type { JobInput, RunEnd } from '@reprise/contracts';
import { FileStore } from '@reprise/store';
import { decodeCanonical, expectInteger, expectMap } from '@reprise/vmstate';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { PROJECT, TestControlPlane } from './control-plane.ts';
import { counting } from './guest.ts';
import { WorkerProcess } from './worker-process.ts';

const scratch = mkdtempSync(join(tmpdir(), 'reprise-worker-'));
const store = join(scratch, 'store');
let plane: TestControlPlane;
const workers: WorkerProcess[] = [];

/** Letters of a run that there is time to disturb. */
const LETTERS = 60;

beforeAll(async () => {
  plane = await TestControlPlane.start();
});
afterEach(async () => {
  plane.handOut = (assignment) => assignment;
  if (process.env['REPRISE_WORKER_LOG']) for (const worker of workers) process.stderr.write(worker.log);
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
  ({ machine: { memory: '16M' }, boot: { kind: 'program', program: await image(bytes) }, keyframes: { every: 20_000_000 }, outcome: { exitCodes: [7] }, retries: 10, ...more });

/** The end of a run, of which nothing was disturbed. */
async function endOf(id: string): Promise<RunEnd | null> {
  return (await plane.until(id, ({ endedAt }) => endedAt !== null)).end;
}

/** The console of a run, as far as it is stored. */
async function consoleOf(id: string): Promise<string> {
  const { head } = await plane.run(id);
  const files = new FileStore(store);
  const parts: Uint8Array[] = [];
  for (const { epoch, from, to } of head?.parts ?? []) {
    for (let segment = from; segment < to; segment++) parts.push(await files.get(`runs/${id}/${epoch}/console/${segment}`).catch(() => new Uint8Array(0)));
  }
  return Buffer.concat(parts).toString();
}

/** For how many milliseconds a run had been executed at the end of each segment that is stored of it, by epoch. */
async function executedOf(id: string): Promise<number[][]> {
  const { head } = await plane.run(id);
  const files = new FileStore(store);
  const executed = async (epoch: number, segment: number): Promise<number> => {
    const { wallMs = null } = expectMap(decodeCanonical(await files.get(`runs/${id}/${epoch}/notes/${segment + 1}`)), 'notes');
    return expectInteger(wallMs, 'wallMs', 0, Number.MAX_SAFE_INTEGER);
  };
  return Promise.all((head?.parts ?? []).map(({ epoch, from, to }) => Promise.all(Array.from({ length: to - from }, (_, at) => executed(epoch, from + at)))));
}

/** What has been given as the answer to a command. */
async function answered(command: StoredCommand): Promise<StoredCommand> {
  for (;;) {
    const now = await plane.ports.record.commands.get(command.id);
    if (now?.answeredAt) return now;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const workerId = async (name: string): Promise<string> => {
  for (;;) {
    const found = (await plane.ports.record.workers.list(0)).findLast((worker) => worker.name === name);
    if (found) return found.id;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};

/** Lets a run go on until so much more of it is stored. */
const further = async (id: string, bytes: number): Promise<StoredRun> => {
  const before = (await plane.run(id)).head?.consoleBytes ?? 0;
  return plane.until(id, ({ head }) => (head?.consoleBytes ?? 0) >= before + bytes);
};

describe('a run on a worker', () => {
  it('comes to its end, twice to the same', async () => {
    startWorker('a');
    const whole = await job(counting(30));
    const [one, other] = [await plane.submit(whole), await plane.submit(whole)];
    const end = await endOf(one);
    expect(end).toMatchObject({ reason: 'shutdown', exitCode: 7, consoleBytes: 30, message: null });
    expect(await endOf(other)).toEqual(end);
    expect((await plane.run(one)).state).toBe('succeeded');
    expect(hash('sha256', await consoleOf(one), 'hex')).toBe(end?.consoleSha256);
  });

  it('comes to the same end whatever is killed on the way', async () => {
    const whole = await job(counting(LETTERS));
    let worker = startWorker('b');
    const undisturbed = await endOf(await plane.submit(whole));
    const id = await plane.submit(whole);
    await further(id, 5);
    worker.killVm();
    await plane.until(id, ({ epoch, state }) => epoch === 2 && state === 'running');
    await further(id, 5);
    worker.signal('SIGKILL');
    plane.skip(16_000);
    await plane.until(id, ({ state }) => state === 'pending');
    worker = startWorker('c');
    await plane.until(id, ({ epoch }) => epoch === 3);
    expect(await endOf(id)).toEqual(undisturbed);
    const { head, attempts } = await plane.run(id);
    expect(attempts).toBe(2);
    expect(head?.parts.map(({ epoch }) => epoch)).toEqual([1, 2, 3]);
    expect(hash('sha256', await consoleOf(id), 'hex')).toBe(undisturbed?.consoleSha256);
  });

  it('comes to the same end where its owner dies before that is told', async () => {
    const worker = startWorker('i');
    const whole = await job(counting(30));
    const undisturbed = await endOf(await plane.submit(whole));
    const heard = new Promise<void>((resolve) => {
      plane.beforeEnd = () => {
        plane.beforeEnd = () => {};
        worker.signal('SIGKILL');
        resolve();
        throw new Error('the end is not heard');
      };
    });
    const id = await plane.submit(whole);
    await heard;
    plane.skip(16_000);
    startWorker('j');
    expect(await endOf(id)).toEqual(undisturbed);
    const { epoch, head } = await plane.run(id);
    expect([epoch, head?.consoleBytes]).toEqual([2, undisturbed?.consoleBytes]);
    expect(hash('sha256', await consoleOf(id), 'hex')).toBe(undisturbed?.consoleSha256);
  });

  it('has one limit of time, whoever owns it', async () => {
    const whole = await job(counting(1_000_000));
    const first = startWorker('k');
    const id = await plane.submit(whole);
    await further(id, 3);
    first.signal('SIGTERM');
    await first.exited;
    const second = startWorker('l');
    do await further(id, 1);
    while (((await executedOf(id))[1]?.at(-1) ?? 0) < 300);
    plane.handOut = (assignment) => ({ ...assignment, job: { ...assignment.job, limits: { ...assignment.job.limits, wallSeconds: 0.3 } } });
    second.killVm();
    expect(await endOf(id)).toMatchObject({ reason: 'wall-limit' });
    const executed = await executedOf(id);
    expect(executed.map((segments) => segments.length > 0)).toEqual([true, true, true]);
    expect(executed.flat()).toEqual(executed.flat().toSorted((one, other) => one - other));
  });

  it('stops, is looked at, gets input, and goes on', async () => {
    startWorker('d');
    const id = await plane.submit(await job(counting(LETTERS)));
    await further(id, 3);
    const snapshot = await answered(await snapshotRun(plane.ports, PROJECT, id, 'here'));
    expect([snapshot.error, snapshot.result?.['state']]).toEqual([null, (await getSnapshot(plane.ports, PROJECT, 'here')).state]);
    const input = await answered(await sendInput(plane.ports, PROJECT, id, Buffer.from('Z')));
    expect(input.error).toBe(null);
    const paused = await answered(await pauseRun(plane.ports, PROJECT, id));
    expect(paused).toMatchObject({ error: null, result: { state: (await plane.run(id)).savedState } });
    await resumeRun(plane.ports, PROJECT, id);
    const end = await endOf(id);
    expect(end).toMatchObject({ reason: 'shutdown', exitCode: 7 });
    expect((await consoleOf(id)).match(/Z/g)).toEqual(['Z']);
    const again = await reproduceRun(plane.ports, PROJECT, id);
    expect(await endOf(again.id)).toMatchObject({ reason: 'reproduced', state: end?.state, icount: end?.icount });
    const [fork] = await restoreSnapshot(plane.ports, PROJECT, 'here', {});
    expect(await endOf(fork?.id ?? '')).toMatchObject({ reason: 'shutdown', exitCode: 7 });
  });

  it('moves to and fro between workers', async () => {
    const whole = await job(counting(3 * LETTERS));
    startWorker('e');
    const undisturbed = await endOf(await plane.submit(whole));
    const id = await plane.submit(whole);
    await further(id, 1);
    startWorker('f');
    const names = [await workerId('e'), await workerId('f')];
    for (const turn of [1, 0, 1]) {
      await further(id, 2);
      const moved = await answered(await migrateRun(plane.ports, PROJECT, id, names[turn] ?? ''));
      expect(moved).toMatchObject({ error: null, result: { worker: names[turn] } });
    }
    expect(await endOf(id)).toEqual(undisturbed);
    expect((await plane.run(id)).epoch).toBe(4);
  });

  it('is given back by a worker that is told to end', async () => {
    const whole = await job(counting(LETTERS));
    const first = startWorker('g');
    const undisturbed = await endOf(await plane.submit(whole));
    const id = await plane.submit(whole);
    await further(id, 4);
    first.signal('SIGTERM');
    expect(await first.exited).toBe(0);
    expect(await plane.run(id)).toMatchObject({ state: 'pending', attempts: 0 });
    startWorker('h');
    expect(await endOf(id)).toEqual(undisturbed);
  });
});
