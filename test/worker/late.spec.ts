/** Workers that are late, or dead when they are waited for: of a run's owners only the newest is heard, and its run comes to the same end. */
import { migrateRun } from '@reprise/control';
import type { JobInput, RunEnd } from '@reprise/contracts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { PROJECT, type TestControlPlane } from './control-plane.ts';
import { counting } from './guest.ts';
import { Scene } from './scene.ts';

const LETTERS = 60;
/** A target has 20 s to take over, and a lease lasts 15 s. */
const [TAKEOVER_MS, LEASE_MS] = [20_000, 15_000];

let scene: Scene;
let plane: TestControlPlane;
let whole: JobInput;
/** How it ends where nothing disturbs it. */
let undisturbed: RunEnd | null;

beforeAll(async () => {
  scene = await Scene.start();
  ({ plane } = scene);
  whole = await scene.job(counting(LETTERS));
  scene.startWorker('quiet');
  undisturbed = await scene.endOf(await plane.submit(whole));
  await scene.clear();
});
afterEach(() => scene.clear());
afterAll(() => scene.close());

describe('a run', () => {
  it('stays with its owner where the target of its migration is dead', async () => {
    scene.startWorker('source');
    const target = scene.startWorker('target');
    const dead = await scene.workerId('target');
    await target.stop();
    const id = await plane.submit(whole);
    await scene.further(id, 3);
    const command = await migrateRun(plane.ports, PROJECT, id, dead);
    const { epoch, worker, migration } = await plane.until(id, ({ state }) => state === 'migrating');
    expect([epoch, migration?.target]).toEqual([1, dead]);
    // time goes on, in steps in which the source can say that it lives
    for (let skipped = 0; skipped < TAKEOVER_MS; skipped += 10_000) {
      await plane.until(id, ({ leaseUntil }) => (leaseUntil ?? 0) >= plane.ports.clock.now() + LEASE_MS - 1000);
      plane.skip(10_000);
    }
    expect((await scene.answered(command)).error).toBe(`worker ${dead} did not take over in time: the run stays where it is`);
    expect(await scene.endOf(id)).toEqual(undisturbed);
    expect(await plane.run(id)).toMatchObject({ epoch, worker: null, attempts: 0 });
    const owners = (await plane.ports.record.events.list(id, 0, 100)).flatMap(({ kind, data }) => (kind === 'state' && data['state'] === 'running' ? [data['worker']] : []));
    expect(owners).toEqual([worker, worker]);
  });

  it('hears nothing that an owner says after its lease', async () => {
    const first = scene.startWorker('stopped');
    const id = await plane.submit(whole);
    await scene.further(id, 3);
    // what it says next is long under way: it is stopped meanwhile, as long as its lease lasts and another has gone on
    const word = Promise.withResolvers<void>();
    const said = new Promise<void>((resolve) => {
      plane.hooks.commit = async () => {
        plane.hooks = {};
        resolve();
        await word.promise;
      };
    });
    await said;
    first.signal('SIGSTOP');
    plane.skip(LEASE_MS + 1000);
    await plane.until(id, ({ state }) => state === 'pending');
    const { head } = await plane.run(id);
    scene.startWorker('next');
    await plane.until(id, ({ epoch, head: now }) => epoch === 2 && (now?.parts.length ?? 0) === 2);
    expect(plane.refused).toEqual([]);
    word.resolve();
    first.signal('SIGCONT');
    expect(await scene.endOf(id)).toEqual(undisturbed);
    expect(plane.refused[0]).toBe('commit');
    const [own, others] = (await plane.run(id)).head?.parts ?? [];
    expect([own, others?.epoch]).toEqual([head?.parts[0], 2]);
    while (!/"the run is lost"/.test(first.log)) await new Promise((resolve) => setTimeout(resolve, 20));
  });
});
