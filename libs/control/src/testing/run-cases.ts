import assert from 'node:assert/strict';
import { createRun } from '../run/create-run.ts';
import { deleteRun } from '../run/delete-run.ts';
import { claimRun } from '../run/claim-run.ts';
import { commitRun } from '../run/commit-run.ts';
import { endRun } from '../run/end-run.ts';
import { forkRun } from '../run/fork-run.ts';
import { getRun } from '../run/get-run.ts';
import { listRuns } from '../run/list-runs.ts';
import { refillQueue } from '../run/refill-queue.ts';
import { restoreSnapshot } from '../run/restore-snapshot.ts';
import { tick } from '../schedule/tick.ts';
import { deleteSnapshot, listSnapshots, nameSnapshot } from '../snapshot/catalogue.ts';
import { endOf, fails, headOf, jobOf, PROJECT, stateOf, type RecordCase, type World } from './world.ts';

/** A run that has ended, with one segment stored. */
async function endedRun(world: World): Promise<string> {
  const { id } = await world.running(await world.worker());
  await endRun(world.ports, id, endOf({ head: headOf([1, 1]) }));
  return id;
}

const keptRuns = async ({ record }: World): Promise<string[]> => (await record.runs.kept({ limit: 100, after: undefined })).map(({ id }) => id);

export const runCases: readonly RecordCase[] = [
  {
    title: 'a job comes back as it was given, with any character in its texts',
    run: async (world) => {
      const job = jobOf({ boot: { kind: 'linux', command: 'printf \0 \uD800 "é" \u{1F600}\n' }, labels: { team: 'kernel' }, name: 'x' });
      const { id } = await createRun(world.ports, PROJECT, job);
      const run = await getRun(world.ports, PROJECT, id);
      assert.deepEqual(run.job, job);
      assert.deepEqual([run.name, run.labels, run.state, run.epoch, run.version], ['x', { team: 'kernel' }, 'pending', 0, 1]);
    },
  },
  {
    title: 'labels that the record could not search are refused',
    run: async (world) => {
      for (const team of ['\0', '\uD800']) await assert.rejects(world.submit({ labels: { team } }), fails('job.invalid'));
    },
  },
  {
    title: 'the same request under the same key is done once, at once too, and answered alike; another is refused',
    run: async (world) => {
      const job = jobOf();
      const create = (request: unknown) => createRun(world.ports, PROJECT, job, { idempotency: { key: 'k', request } });
      const runs = await Promise.all(Array.from({ length: 6 }, () => create({ job, b: 1 })));
      assert.equal(new Set(runs.map(({ id }) => id)).size, 1);
      await claimRun(world.ports, await world.worker(), runs[0]?.id ?? '');
      assert.deepEqual(await create({ b: 1, job }), runs[0]);
      await assert.rejects(create({ job, b: 2 }), fails('idempotency.conflict'));
      const other = await createRun(world.ports, 'other', job, { idempotency: { key: 'k', request: { job, b: 2 } } });
      assert.notEqual(other.id, runs[0]?.id);
      world.clock.advance(25 * 3600_000);
      assert.deepEqual((await tick(world.ports)).failures, new Map());
      assert.notEqual((await create({ job, b: 2 })).id, runs[0]?.id);
    },
  },
  {
    title: 'a request that failed can be made again under its key',
    run: async (world) => {
      const idempotency = { key: 'k', request: 1 };
      await assert.rejects(createRun(world.ports, PROJECT, jobOf({ disks: [{ id: 'a', image: 'none' }] }), { idempotency }), fails('image.not_found'));
      await createRun(world.ports, PROJECT, jobOf(), { idempotency });
    },
  },
  {
    title: 'runs are listed in pages, the newest first, each once while others come',
    run: async (world) => {
      const ids: string[] = [];
      for (let index = 0; index < 7; index++) ids.unshift((await world.submit()).id);
      const first = await listRuns(world.ports, PROJECT, {}, { limit: 3 });
      await world.submit();
      const second = await listRuns(world.ports, PROJECT, {}, { limit: 3, cursor: first.next ?? '' });
      const third = await listRuns(world.ports, PROJECT, {}, { limit: 3, cursor: second.next ?? '' });
      assert.deepEqual([...first.items, ...second.items, ...third.items].map(({ id }) => id), ids);
      assert.equal(third.next, null);
      for (const cursor of ['', 'x', 'djI6eA', Buffer.from('r_1').toString('base64url')]) await assert.rejects(listRuns(world.ports, PROJECT, {}, { cursor }), fails('cursor.invalid'));
    },
  },
  {
    title: 'runs are found by state, name, label, worker, key and the beginning of their id',
    run: async (world) => {
      const worker = await world.worker();
      const [a, b] = [await world.running(worker, { name: 'a', labels: { x: '1', y: '1' } }), await world.submit({ name: 'b', labels: { x: '1' }, seed: 1 })];
      const found = async (filter: Parameters<typeof listRuns>[2]) => (await listRuns(world.ports, PROJECT, filter)).items.map(({ name }) => name).join('');
      assert.equal(await found({ states: ['running', 'paused'] }), 'a');
      assert.equal(await found({ states: [] }), '');
      assert.equal(await found({ name: 'b' }), 'b');
      assert.equal(await found({ labels: { x: '1' } }), 'ba');
      assert.equal(await found({ labels: { x: '1', y: '1' } }), 'a');
      assert.equal(await found({ worker }), 'a');
      assert.equal(await found({ key: b.key }), 'b');
      assert.equal(await found({ idPrefix: a.id.slice(0, 30), name: 'a' }), 'a');
      assert.equal((await getRun(world.ports, PROJECT, b.id.slice(2, 30))).id, b.id);
      await assert.rejects(getRun(world.ports, PROJECT, a.id.slice(0, 8)), fails('run.ambiguous'));
      for (const id of ['', 'r_', '%', 'r_%', `${a.id}0`, "'"]) await assert.rejects(getRun(world.ports, PROJECT, id), fails('run.not_found'));
    },
  },
  {
    title: 'a project sees nothing of another',
    run: async (world) => {
      const run = await endedRun(world);
      await nameSnapshot(world.ports, PROJECT, stateOf(0xe0d), 'mine');
      const stranger = 'stranger';
      await assert.rejects(getRun(world.ports, stranger, run), fails('run.not_found'));
      await assert.rejects(getRun(world.ports, stranger, run.slice(0, 12)), fails('run.not_found'));
      await assert.rejects(deleteRun(world.ports, stranger, run), fails('run.not_found'));
      await assert.rejects(forkRun(world.ports, stranger, run, {}), fails('run.not_found'));
      for (const snapshot of [stateOf(0xe0d), 'mine']) await assert.rejects(restoreSnapshot(world.ports, stranger, snapshot, {}), fails('snapshot.not_found'));
      assert.deepEqual([(await listRuns(world.ports, stranger, {})).items, (await listSnapshots(world.ports, stranger, undefined)).items], [[], []]);
    },
  },
  {
    title: 'forks go on from an instant that is stored, each with its input',
    run: async (world) => {
      const parent = await world.running(await world.worker(), { labels: { a: '1' } });
      await assert.rejects(forkRun(world.ports, PROJECT, parent.id, {}), fails('origin.invalid'));
      await commitRun(world.ports, parent.id, { epoch: 1, head: headOf([1, 3]), answers: [] });
      await assert.rejects(forkRun(world.ports, PROJECT, parent.id, { icount: 3001 }), fails('origin.invalid'));
      await assert.rejects(forkRun(world.ports, PROJECT, parent.id, { count: 0 }), fails('origin.invalid'));
      const forks = await forkRun(world.ports, PROJECT, parent.id, { icount: 1500, input: 'x\0', count: 3, labels: { b: '2' } });
      assert.equal(forks.length, 3);
      const fork = await getRun(world.ports, PROJECT, forks[0]?.id ?? '');
      assert.deepEqual([fork.origin, fork.forkInput, fork.labels, fork.key === parent.key], [{ run: parent.id, icount: 1500, state: null }, 'x\0', { a: '1', b: '2' }, false]);
      assert.equal(new Set(forks.map(({ key }) => key)).size, 1);
      const assignment = await claimRun(world.ports, await world.worker(), fork.id);
      assert.deepEqual([assignment.origin?.run, assignment.originHead, assignment.forkInput], [parent.id, headOf([1, 3]), 'x\0']);
      assert.equal((await listRuns(world.ports, PROJECT, { origin: parent.id })).items.length, 3);
    },
  },
  {
    title: 'a deleted run is gone, but kept while others go on from it',
    run: async (world) => {
      const grandparent = await endedRun(world);
      const [parent] = await forkRun(world.ports, PROJECT, grandparent, {});
      const worker = await world.worker();
      await claimRun(world.ports, worker, parent?.id ?? '');
      await assert.rejects(deleteRun(world.ports, PROJECT, parent?.id ?? ''), fails('run.not_ended'));
      await endRun(world.ports, parent?.id ?? '', endOf({ head: headOf([1, 1]) }));
      const [child] = await forkRun(world.ports, PROJECT, parent?.id ?? '', {});
      for (const id of [grandparent, parent?.id ?? '']) {
        await deleteRun(world.ports, PROJECT, id);
        await assert.rejects(getRun(world.ports, PROJECT, id), fails('run.not_found'));
      }
      assert.deepEqual(await keptRuns(world), [grandparent, parent?.id, child?.id]);
      await claimRun(world.ports, worker, child?.id ?? '');
      await endRun(world.ports, child?.id ?? '', endOf());
      await deleteRun(world.ports, PROJECT, child?.id ?? '');
      assert.deepEqual(await keptRuns(world), []);
    },
  },
  {
    title: 'a snapshot with a name outlives its run, and can be gone on from',
    run: async (world) => {
      const run = await endedRun(world);
      await nameSnapshot(world.ports, PROJECT, stateOf(0xe0d), 'golden');
      await deleteRun(world.ports, PROJECT, run);
      assert.deepEqual(await keptRuns(world), [run]);
      const [restored] = await restoreSnapshot(world.ports, PROJECT, 'golden', { input: 'go\n' });
      assert.deepEqual(restored?.origin, { run, icount: 5000, state: stateOf(0xe0d) });
      await deleteSnapshot(world.ports, PROJECT, 'golden');
      await assert.rejects(restoreSnapshot(world.ports, PROJECT, 'golden', {}), fails('snapshot.not_found'));
      assert.ok((await keptRuns(world)).includes(run)); // for the run that goes on from it
    },
  },
  {
    title: 'the states that are kept are those of heads, ends, pauses and the catalogue, of kept runs alone',
    run: async (world) => {
      const run = await endedRun(world);
      const states = () => world.record.snapshots.kept({ limit: 100, after: undefined });
      assert.deepEqual(await states(), [stateOf(0), stateOf(0xe0d)]);
      assert.deepEqual(await world.record.snapshots.kept({ limit: 1, after: stateOf(0) }), [stateOf(0xe0d)]);
      await deleteRun(world.ports, PROJECT, run);
      assert.deepEqual(await states(), []);
    },
  },
  {
    title: 'ten thousand runs of one project are not before another\'s one, and the first by priority come first',
    run: async (world) => {
      for (let index = 0; index < 60; index++) await world.submit({ priority: 5 }, 'many');
      const urgent = await world.submit({ priority: 9 }, 'many');
      const one = await world.submit({ priority: 0 }, 'one');
      world.queue.added.length = 0;
      assert.equal(await refillQueue(world.ports), 33);
      const order = world.queue.added.map(({ run }) => run);
      assert.deepEqual(order.slice(0, 2), [urgent.id, one.id]);
      assert.equal(new Set(order).size, 33);
    },
  },
  {
    title: 'what is lost from the queue is put there again, and a job is taken while the queue is away',
    run: async (world) => {
      world.queue.isAway = true;
      const run = await world.submit();
      assert.deepEqual([...(await tick(world.ports)).failures.keys()], ['refillQueue']);
      world.queue.isAway = false;
      for (let times = 0; times < 2; times++) {
        world.queue.added.length = 0;
        await tick(world.ports);
        assert.deepEqual(world.queue.added, [{ run: run.id, epoch: 0 }]);
      }
    },
  },
];
