import assert from 'node:assert/strict';
import { deleteRun } from '../run/delete-run.ts';
import { endRun } from '../run/end-run.ts';
import { claimRun } from '../run/claim-run.ts';
import { commitRun } from '../run/commit-run.ts';
import { collectGarbage, listCollections, undoCollection } from '../gc/collect-garbage.ts';
import type { GarbageStore } from '../gc/garbage-store.ts';
import { imageKey, snapshotKey } from '../gc/keep-objects.ts';
import { yieldRun } from '../run/yield-run.ts';
import { addImage } from '../image/images.ts';
import { bundled, endOf, fails, headOf, PROJECT, stateOf, type RecordCase, type World } from './world.ts';

const GRACE = 1000;

/** A store of the world's objects: a state's packs are those that are named after it. */
const storeOf = ({ objects }: World, bytes = new Map<string, Uint8Array>()): GarbageStore => ({
  async *list(prefix) {
    for (const key of [...objects].toSorted()) if (key.startsWith(prefix)) yield { key, size: 10 };
  },
  get: async (key) => bytes.get(key) ?? new Uint8Array(),
  put: async (key, put) => {
    objects.add(key);
    bytes.set(key, put);
  },
  delete: async (key) => void objects.delete(key),
  keysOfState: async (state) => (objects.has(snapshotKey(state)) ? [snapshotKey(state), packOf(state)] : []),
  keysOfRun: async () => [],
});

const packOf = (state: string): string => `packs/${state.slice('sha256:'.length)}`;
const data = ({ objects }: World): string[] => [...objects].filter((key) => !key.startsWith('gc/')).toSorted();

/** A run that has ended, with all that it stored. */
async function storedRun(world: World, segments = 1): Promise<string> {
  const { id } = await world.running(await world.worker());
  const states = [...headOf([1, segments]).states, stateOf(0xe0d)];
  for (const key of [`runs/${id}/1/run.json`, `runs/${id}/1/log/0`, ...states.flatMap((state) => [snapshotKey(state), packOf(state)])]) world.objects.add(key);
  await endRun(world.ports, id, endOf({ head: headOf([1, segments]) }));
  return id;
}

const collect = (world: World, store: GarbageStore, dryRun = false) => collectGarbage(world.ports, store, { dryRun, grace: GRACE });

export const gcCases: readonly RecordCase[] = [
  {
    title: 'garbage is put aside, then deleted by a later collection after the grace, and what is needed stays',
    run: async (world) => {
      const store = storeOf(world);
      for (const digest of Object.values(bundled)) world.objects.add(imageKey(digest)); // needed before any run has been
      const kept = await storedRun(world, 1);
      const before = data(world);
      const gone = await storedRun(world, 3);
      await deleteRun(world.ports, PROJECT, gone);
      assert.deepEqual((await collect(world, store, true)).objects, 6); // two segments' states with packs, and the run's own two
      assert.deepEqual(await listCollections(store), []);
      await collect(world, store);
      world.clock.advance(GRACE - 1);
      assert.equal((await collect(world, store)).deleted, 0);
      world.clock.advance(1);
      assert.equal((await collect(world, store, true)).deleted, 6);
      assert.equal((await collect(world, store)).deleted, 6);
      assert.deepEqual(data(world), before);
      assert.ok(data(world).some((key) => key.startsWith(`runs/${kept}/`)));
    },
  },
  {
    title: 'of a run that has ended, what owners wrote that its head does not have goes, and nothing that it has',
    run: async (world) => {
      const store = storeOf(world);
      const { id } = await world.running(await world.worker());
      await yieldRun(world.ports, id, { epoch: 1, to: 'restart', head: headOf([1, 2]), state: null, message: 'it died', answers: [] });
      for (const epoch of [2, 3]) {
        world.clock.advance(10_000); // which a run waits after faults
        await claimRun(world.ports, await world.worker(`worker-${epoch}`), id);
        if (epoch === 2) await yieldRun(world.ports, id, { epoch, to: 'restart', head: null, state: null, message: 'it died as well', answers: [] });
      }
      const [head, state] = [headOf([1, 2], [3, 4]), stateOf(0xe0d)];
      const segments = (epoch: number, from: number, to: number): string[] =>
        Array.from({ length: to - from }, (_, at) => [`log/${from + at}`, `console/${from + at}`, `notes/${from + at + 1}`]).flat().map((path) => `runs/${id}/${epoch}/${path}`);
      const others = (epoch: number): string[] => ['run.json', 'crash.json', 'artefacts/out', 'artefacts/log/9'].map((path) => `runs/${id}/${epoch}/${path}`);
      const needed = [...segments(1, 0, 2), ...others(1), ...segments(3, 2, 4), ...others(3), ...[...head.states, state].flatMap((each) => [snapshotKey(each), packOf(each)])];
      const dead = [...segments(1, 2, 3), ...segments(3, 1, 2), ...segments(2, 2, 5), ...others(2), ...segments(3, 4, 5)];
      for (const key of [...needed, ...dead]) world.objects.add(key);
      const all = data(world);
      const { examples } = await collect(world, store, true);
      assert.deepEqual(examples.filter((key) => key.startsWith('runs/')), []); // its owner may yet say that it has stored them
      await endRun(world.ports, id, endOf({ epoch: 3, head, end: { state } }));
      assert.equal((await collect(world, store)).objects, dead.length);
      assert.deepEqual(data(world), all);
      world.clock.advance(GRACE);
      assert.equal((await collect(world, store)).deleted, dead.length);
      assert.deepEqual(data(world), needed.toSorted());
    },
  },
  {
    title: 'a collection that is undone deletes nothing',
    run: async (world) => {
      const store = storeOf(world);
      await deleteRun(world.ports, PROJECT, await storedRun(world));
      const before = data(world);
      const { id } = await collect(world, store);
      await undoCollection(store, id);
      world.clock.advance(GRACE);
      assert.equal((await collect(world, store)).deleted, 0);
      assert.deepEqual(data(world), before);
      await assert.rejects(undoCollection(store, id), fails('collection.not_found'));
    },
  },
  {
    title: 'what has come to be needed again since it was put aside is not deleted',
    run: async (world) => {
      const store = storeOf(world);
      await deleteRun(world.ports, PROJECT, await storedRun(world));
      await collect(world, store);
      await storedRun(world);
      world.clock.advance(GRACE);
      assert.equal((await collect(world, store)).deleted, 2);
      assert.ok(world.objects.has(snapshotKey(stateOf(0))));
    },
  },
  {
    title: 'nothing can come to need what is being deleted, or is gone and not there again',
    run: async (world) => {
      const run = await world.running(await world.worker());
      const head = headOf([1, 1]);
      const [snapshot, pack] = [snapshotKey(stateOf(0)), packOf(stateOf(0))];
      world.objects.add(snapshot).add(pack);
      const commit = () => commitRun(world.ports, run.id, { epoch: 1, head, answers: [] });
      const now = world.clock.now();
      const condemn = (key: string) => world.record.transaction(({ condemned }) => condemned.condemn([key], 'gc_1', now, now - 1));
      for (const key of [pack, snapshot]) {
        assert.deepEqual(await condemn(key), [key]);
        assert.deepEqual(await condemn(key), []); // somebody is at it
        await assert.rejects(commit(), fails('object.condemned'));
        world.objects.delete(key);
        await world.record.condemned.deleted([key], 'gc_1');
        if (key === snapshot) await assert.rejects(commit(), fails('object.condemned'));
        world.objects.add(key);
      }
      assert.equal((await world.record.runs.get(run.id))?.head, null);
      await commit();
      assert.deepEqual(await condemn(snapshot), [snapshot]);
      await commit(); // it had it before
      await condemn(`images/${stateOf(5).slice(7)}`);
      await assert.rejects(addImage(world.ports, PROJECT, { digest: stateOf(5), bytes: 1 }), fails('object.condemned'));
    },
  },
  {
    title: 'what a collection condemned that died is deleted by a later one, or stays if it is needed',
    run: async (world) => {
      const store = storeOf(world);
      await storedRun(world);
      world.objects.add('packs/garbage');
      const now = world.clock.now();
      const needed = snapshotKey(stateOf(0));
      await world.record.transaction(({ condemned }) => condemned.condemn(['packs/garbage', needed, 'packs/deleted'], 'gc_1', now, now - 1));
      await collect(world, store);
      assert.ok(world.objects.has('packs/garbage')); // it may still be at it
      world.clock.advance(11 * 60_000);
      await collect(world, store);
      assert.deepEqual([world.objects.has('packs/garbage'), world.objects.has(needed), await world.record.condemned.pending()], [false, true, []]);
      await world.record.condemned.forget(world.clock.now() + 1);
      assert.deepEqual(await world.record.transaction(({ condemned }) => condemned.among(['packs/garbage', needed])), []);
    },
  },
  {
    title: 'where the store has runs that the record never had, nothing is collected',
    run: async (world) => {
      const store = storeOf(world);
      world.objects.add('runs/r_1/1/log/0').add('packs/1');
      await assert.rejects(collect(world, store), fails('collection.foreign'));
      assert.deepEqual([data(world), await listCollections(store)], [['packs/1', 'runs/r_1/1/log/0'], []]);
    },
  },
];
