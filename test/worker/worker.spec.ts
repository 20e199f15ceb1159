/** Workers as real processes, before a control plane with the real use cases: whatever is killed, a run comes to the same end. */
import { hash } from 'node:crypto';
import { getSnapshot, migrateRun, pauseRun, reproduceRun, restoreSnapshot, resumeRun, sendInput, snapshotRun } from '@reprise/control';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { PROJECT, type TestControlPlane } from './control-plane.ts';
import { counting } from './guest.ts';
import { Scene } from './scene.ts';

/** Letters of a run that there is time to disturb. */
const LETTERS = 60;

let scene: Scene;
let plane: TestControlPlane;

beforeAll(async () => {
  scene = await Scene.start();
  ({ plane } = scene);
});
afterEach(() => scene.clear());
afterAll(() => scene.close());

describe('a run on a worker', () => {
  it('comes to its end, twice to the same', async () => {
    scene.startWorker('a');
    const whole = await scene.job(counting(30));
    const [one, other] = [await plane.submit(whole), await plane.submit(whole)];
    const end = await scene.endOf(one);
    expect(end).toMatchObject({ reason: 'shutdown', exitCode: 7, consoleBytes: 30, message: null });
    expect(await scene.endOf(other)).toEqual(end);
    expect((await plane.run(one)).state).toBe('succeeded');
    expect(hash('sha256', await scene.consoleOf(one), 'hex')).toBe(end?.consoleSha256);
  });

  it('comes to the same end whatever is killed on the way', async () => {
    const whole = await scene.job(counting(LETTERS));
    let worker = scene.startWorker('b');
    const undisturbed = await scene.endOf(await plane.submit(whole));
    const id = await plane.submit(whole);
    await scene.further(id, 5);
    worker.killVm();
    await plane.until(id, ({ epoch, state }) => epoch === 2 && state === 'running');
    await scene.further(id, 5);
    worker.signal('SIGKILL');
    plane.skip(16_000);
    await plane.until(id, ({ state }) => state === 'pending');
    worker = scene.startWorker('c');
    await plane.until(id, ({ epoch }) => epoch === 3);
    expect(await scene.endOf(id)).toEqual(undisturbed);
    const { head, attempts } = await plane.run(id);
    expect(attempts).toBe(2);
    expect(head?.parts.map(({ epoch }) => epoch)).toEqual([1, 2, 3]);
    expect(hash('sha256', await scene.consoleOf(id), 'hex')).toBe(undisturbed?.consoleSha256);
  });

  it('comes to the same end where its owner dies before that is told', async () => {
    const worker = scene.startWorker('i');
    const whole = await scene.job(counting(30));
    const undisturbed = await scene.endOf(await plane.submit(whole));
    const heard = new Promise<void>((resolve) => {
      plane.hooks.end = async () => {
        plane.hooks = {};
        worker.signal('SIGKILL');
        resolve();
        throw new Error('the end is not heard');
      };
    });
    const id = await plane.submit(whole);
    await heard;
    plane.skip(16_000);
    scene.startWorker('j');
    expect(await scene.endOf(id)).toEqual(undisturbed);
    const { epoch, head } = await plane.run(id);
    expect([epoch, head?.consoleBytes]).toEqual([2, undisturbed?.consoleBytes]);
    expect(hash('sha256', await scene.consoleOf(id), 'hex')).toBe(undisturbed?.consoleSha256);
  });

  it('has one limit of time, whoever owns it', async () => {
    const whole = await scene.job(counting(1_000_000));
    const first = scene.startWorker('k');
    const id = await plane.submit(whole);
    await scene.further(id, 3);
    first.signal('SIGTERM');
    await first.exited;
    const second = scene.startWorker('l');
    do await scene.further(id, 1);
    while (((await scene.executedOf(id))[1]?.at(-1) ?? 0) < 300);
    plane.hooks.handOut = (assignment) => ({ ...assignment, job: { ...assignment.job, limits: { ...assignment.job.limits, wallSeconds: 0.3 } } });
    second.killVm();
    expect(await scene.endOf(id)).toMatchObject({ reason: 'wall-limit' });
    const executed = await scene.executedOf(id);
    expect(executed.map((segments) => segments.length > 0)).toEqual([true, true, true]);
    expect(executed.flat()).toEqual(executed.flat().toSorted((one, other) => one - other));
  });

  it('stops, is looked at, gets input, and goes on', async () => {
    scene.startWorker('d');
    const id = await plane.submit(await scene.job(counting(LETTERS)));
    await scene.further(id, 3);
    const snapshot = await scene.answered(await snapshotRun(plane.ports, PROJECT, id, 'here'));
    expect([snapshot.error, snapshot.result?.['state']]).toEqual([null, (await getSnapshot(plane.ports, PROJECT, 'here')).state]);
    const input = await scene.answered(await sendInput(plane.ports, PROJECT, id, Buffer.from('Z')));
    expect(input.error).toBe(null);
    const paused = await scene.answered(await pauseRun(plane.ports, PROJECT, id));
    expect(paused).toMatchObject({ error: null, result: { state: (await plane.run(id)).savedState } });
    await resumeRun(plane.ports, PROJECT, id);
    const end = await scene.endOf(id);
    expect(end).toMatchObject({ reason: 'shutdown', exitCode: 7 });
    expect((await scene.consoleOf(id)).match(/Z/g)).toEqual(['Z']);
    const again = await reproduceRun(plane.ports, PROJECT, id);
    expect(await scene.endOf(again.id)).toMatchObject({ reason: 'reproduced', state: end?.state, icount: end?.icount });
    const [fork] = await restoreSnapshot(plane.ports, PROJECT, 'here', {});
    expect(await scene.endOf(fork?.id ?? '')).toMatchObject({ reason: 'shutdown', exitCode: 7 });
  });

  it('moves to and fro between workers', async () => {
    const whole = await scene.job(counting(3 * LETTERS));
    scene.startWorker('e');
    const undisturbed = await scene.endOf(await plane.submit(whole));
    const id = await plane.submit(whole);
    await scene.further(id, 1);
    scene.startWorker('f');
    const names = [await scene.workerId('e'), await scene.workerId('f')];
    for (const turn of [1, 0, 1]) {
      await scene.further(id, 2);
      const moved = await scene.answered(await migrateRun(plane.ports, PROJECT, id, names[turn] ?? ''));
      expect(moved).toMatchObject({ error: null, result: { worker: names[turn] } });
    }
    expect(await scene.endOf(id)).toEqual(undisturbed);
    expect((await plane.run(id)).epoch).toBe(4);
  });

  it('is given back by a worker that is told to end', async () => {
    const whole = await scene.job(counting(LETTERS));
    const first = scene.startWorker('g');
    const undisturbed = await scene.endOf(await plane.submit(whole));
    const id = await plane.submit(whole);
    await scene.further(id, 4);
    first.signal('SIGTERM');
    expect(await first.exited).toBe(0);
    expect(await plane.run(id)).toMatchObject({ state: 'pending', attempts: 0 });
    scene.startWorker('h');
    expect(await scene.endOf(id)).toEqual(undisturbed);
  });
});
