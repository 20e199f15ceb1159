import assert from 'node:assert/strict';
import { answerCommand } from '../command/answer-command.ts';
import { getRun } from '../run/get-run.ts';
import { claimRun } from '../run/claim-run.ts';
import { commitRun } from '../run/commit-run.ts';
import { endRun } from '../run/end-run.ts';
import { expireLeases } from '../run/expire-leases.ts';
import { heartbeatWorker } from '../worker/heartbeat-worker.ts';
import { LEASE_MS } from '../worker/worker.ts';
import { prepareMigration } from '../migration/prepare-migration.ts';
import { migrateRun } from '../migration/migrate-run.ts';
import { takeOver } from '../migration/take-over.ts';
import { yieldRun } from '../run/yield-run.ts';
import { endOf, fails, headOf, PROJECT, stateOf, type RecordCase, type World } from './world.ts';

const beat = (run: string, epoch: number) => ({ runs: [{ run, epoch, vmState: 'running', icount: 0, mips: 0 }], freeSlots: 0, draining: false });

/** The run goes on in epoch 2, with another worker. */
async function moveOn(world: World, run: string): Promise<string> {
  world.clock.advance(LEASE_MS);
  assert.equal(await expireLeases(world.ports), 1);
  const next = await world.worker('next');
  assert.equal((await claimRun(world.ports, next, run)).epoch, 2);
  return next;
}

/** All that an owner can say of a run, by what it is. */
const words: Readonly<Record<string, (world: World, run: string, epoch: number) => Promise<unknown>>> = {
  commit: ({ ports }, run, epoch) => commitRun(ports, run, { epoch, head: headOf([epoch, 1]), answers: [] }),
  end: ({ ports }, run, epoch) => endRun(ports, run, endOf({ epoch })),
  yield: ({ ports }, run, epoch) => yieldRun(ports, run, { epoch, to: 'pending', head: null, state: null, message: null, answers: [] }),
  pause: ({ ports }, run, epoch) => yieldRun(ports, run, { epoch, to: 'paused', head: headOf([epoch, 1]), state: stateOf(1), message: null, answers: [] }),
  restart: ({ ports }, run, epoch) => yieldRun(ports, run, { epoch, to: 'restart', head: null, state: null, message: 'x', answers: [] }),
  prepared: ({ ports }, run, epoch) => prepareMigration(ports, run, { epoch, head: headOf([epoch, 1]), state: stateOf(1), answers: [] }),
  answer: ({ ports }, run, epoch) => answerCommand(ports, run, 'm_1', { epoch, error: null, result: {} }),
};

/** Claimers, at once. */
const CLAIMERS = 8;

export const ownershipCases: readonly RecordCase[] = [
  {
    title: 'of many workers that claim a run at once one becomes its owner',
    run: async (world) => {
      const run = await world.submit();
      const workers = await Promise.all(Array.from({ length: CLAIMERS }, (_, index) => world.worker(`w${index}`)));
      const claims = await Promise.allSettled(workers.map((worker) => claimRun(world.ports, worker, run.id)));
      const won = claims.flatMap((claim, index) => (claim.status === 'fulfilled' ? [index] : []));
      assert.equal(won.length, 1);
      for (const claim of claims) if (claim.status === 'rejected') fails('run.not_pending')(claim.reason);
      const { worker, epoch, state } = await getRun(world.ports, PROJECT, run.id);
      assert.deepEqual([worker, epoch, state], [workers[won[0] ?? -1], 1, 'running']);
      assert.deepEqual((await world.record.events.list(run.id, 0, 10)).map(({ seq, kind }) => [seq, kind]), [[1, 'created'], [2, 'state']]);
    },
  },
  {
    title: 'of many control planes that find a lease ended one takes the run',
    run: async (world) => {
      const run = await world.running(await world.worker());
      world.clock.advance(LEASE_MS);
      await Promise.all(Array.from({ length: 4 }, () => expireLeases(world.ports)));
      const { state, attempts, worker } = await getRun(world.ports, PROJECT, run.id);
      assert.deepEqual([state, attempts, worker], ['pending', 1, null]);
    },
  },
  ...Object.keys(words).map((word): RecordCase => ({
    title: `a late owner's ${word} is refused, and changes nothing`,
    run: async (world) => {
      const run = await world.running(await world.worker('first'));
      await moveOn(world, run.id);
      const before = await getRun(world.ports, PROJECT, run.id);
      await assert.rejects(words[word]?.(world, run.id, 1) ?? Promise.resolve(), fails('run.not_owner'));
      assert.deepEqual(await getRun(world.ports, PROJECT, run.id), before);
    },
  })),
  ...Object.keys(words).map((word): RecordCase => ({
    title: `${word} in an epoch that has not been is refused`,
    run: async (world) => {
      const run = await world.running(await world.worker());
      await assert.rejects(words[word]?.(world, run.id, 2) ?? Promise.resolve(), fails('run.not_owner'));
    },
  })),
  ...(['commit', 'end', 'yield', 'pause'] as const).map((word): RecordCase => ({
    title: `a ${word} that is said twice, its first answer being lost, is fine`,
    run: async (world) => {
      const run = await world.running(await world.worker());
      await words[word]?.(world, run.id, 1);
      const once = await getRun(world.ports, PROJECT, run.id);
      await words[word]?.(world, run.id, 1);
      assert.deepEqual({ ...(await getRun(world.ports, PROJECT, run.id)), version: 0 }, { ...once, version: 0 });
    },
  })),
  {
    title: 'a heartbeat renews leases, and names what is lost',
    run: async (world) => {
      const worker = await world.worker();
      const [run, other] = [await world.running(worker), await world.running(worker)];
      for (let beats = 0; beats < 3; beats++) {
        world.clock.advance(LEASE_MS - 1);
        const { lost } = await heartbeatWorker(world.ports, worker, { ...beat(run.id, 1), runs: [...beat(run.id, 1).runs, ...beat(other.id, 2).runs] });
        assert.deepEqual(lost, [other.id]);
        await expireLeases(world.ports);
      }
      assert.equal((await getRun(world.ports, PROJECT, run.id)).state, 'running');
      assert.equal((await getRun(world.ports, PROJECT, other.id)).state, 'pending');
      assert.equal((await getRun(world.ports, PROJECT, run.id)).vmState, 'running');
    },
  },
  {
    title: 'a heartbeat of another worker renews nothing',
    run: async (world) => {
      const run = await world.running(await world.worker('owner'));
      const { lost } = await heartbeatWorker(world.ports, await world.worker('other'), beat(run.id, 1));
      assert.deepEqual(lost, [run.id]);
    },
  },
  {
    title: 'a worker that is not known has to register',
    run: async (world) => {
      const run = await world.submit();
      await assert.rejects(claimRun(world.ports, 'w_1', run.id), fails('worker.not_found'));
      await assert.rejects(heartbeatWorker(world.ports, 'w_1', { runs: [], freeSlots: 1, draining: false }), fails('worker.not_found'));
    },
  },
  {
    title: 'the next owner goes on from what the last one stored',
    run: async (world) => {
      const run = await world.running(await world.worker('first'));
      await commitRun(world.ports, run.id, { epoch: 1, head: headOf([1, 3]), answers: [] });
      const next = await moveOn(world, run.id);
      const { head } = await getRun(world.ports, PROJECT, run.id);
      assert.deepEqual(head, headOf([1, 3]));
      await commitRun(world.ports, run.id, { epoch: 2, head: headOf([1, 3], [2, 5]), answers: [] });
      assert.equal((await getRun(world.ports, PROJECT, run.id)).worker, next);
    },
  },
  {
    title: 'a commit that comes late does not take the head back',
    run: async (world) => {
      const run = await world.running(await world.worker());
      await commitRun(world.ports, run.id, { epoch: 1, head: headOf([1, 3]), answers: [] });
      await assert.rejects(commitRun(world.ports, run.id, { epoch: 1, head: headOf([1, 2]), answers: [] }), fails('run.head_behind'));
      assert.deepEqual((await getRun(world.ports, PROJECT, run.id)).head, headOf([1, 3]));
    },
  },
  {
    title: 'of a commit and the end of a lease at once one comes first, and nothing committed is lost',
    run: async (world) => {
      const run = await world.running(await world.worker());
      world.clock.advance(LEASE_MS);
      const [commit] = await Promise.allSettled([commitRun(world.ports, run.id, { epoch: 1, head: headOf([1, 1]), answers: [] }), expireLeases(world.ports)]);
      const { state, head } = await getRun(world.ports, PROJECT, run.id);
      assert.equal(state, 'pending');
      assert.equal(head !== null, commit.status === 'fulfilled');
    },
  },
  {
    title: 'after too many faults in which nothing was stored a run is an error, and waits longer each time before',
    run: async (world) => {
      const worker = await world.worker();
      const run = await world.submit({ retries: 2 });
      const waits: number[] = [];
      for (let epoch = 1; epoch <= 3; epoch++) {
        const { notBefore } = await getRun(world.ports, PROJECT, run.id);
        waits.push(Math.max(notBefore - world.clock.now(), 0));
        if (notBefore > world.clock.now()) await assert.rejects(claimRun(world.ports, worker, run.id), fails('run.not_pending'));
        world.clock.advance(waits.at(-1) ?? 0);
        await claimRun(world.ports, worker, run.id);
        await yieldRun(world.ports, run.id, { epoch, to: 'restart', head: null, state: null, message: 'the store is away', answers: [] });
      }
      const { state, attempts, end } = await getRun(world.ports, PROJECT, run.id);
      assert.deepEqual([state, attempts, waits], ['error', 3, [0, 0, 2000]]);
      assert.match(end?.message ?? '', /3 times in succession nothing could be stored; the last: the store is away/);
    },
  },
  {
    title: 'faults between which something was stored may be any number',
    run: async (world) => {
      const worker = await world.worker();
      const run = await world.submit({ retries: 1 });
      const parts: [number, number][] = [];
      for (let epoch = 1; epoch <= 8; epoch++) {
        await claimRun(world.ports, worker, run.id);
        parts.push([epoch, epoch]);
        const head = headOf(...parts);
        if (epoch % 2 === 0) await commitRun(world.ports, run.id, { epoch, head, answers: [] });
        await yieldRun(world.ports, run.id, { epoch, to: 'restart', head, state: null, message: null, answers: [] });
      }
      const { state, attempts, failures } = await getRun(world.ports, PROJECT, run.id);
      assert.deepEqual([state, attempts, failures], ['pending', 8, 1]);
    },
  },
  {
    title: 'a migration makes the target the owner, and takes the source its run',
    run: async (world) => {
      const { source, target, run } = await prepared(world);
      const { incoming } = await heartbeatWorker(world.ports, target, { runs: [], freeSlots: 4, draining: false });
      assert.deepEqual(incoming.map(({ epoch, state, assignment }) => [epoch, state, assignment.epoch, assignment.head]), [[1, stateOf(1), 2, headOf([1, 1])]]);
      const assignment = await takeOver(world.ports, run, { worker: target, fromEpoch: 1, state: stateOf(1) });
      assert.deepEqual([assignment.epoch, assignment.head], [2, headOf([1, 1])]);
      assert.deepEqual(await takeOver(world.ports, run, { worker: target, fromEpoch: 1, state: stateOf(1) }), assignment);
      assert.deepEqual((await heartbeatWorker(world.ports, source, beat(run, 1))).lost, [run]);
      assert.deepEqual((await heartbeatWorker(world.ports, target, beat(run, 2))).lost, []);
      for (const say of Object.values(words)) await assert.rejects(say(world, run, 1), fails('run.not_owner'));
    },
  },
  {
    title: 'of many targets that take over at once the one that was asked for does, once',
    run: async (world) => {
      const { target, run } = await prepared(world);
      const other = await world.worker('other');
      const takeovers = [target, other, target, other].map((worker) => takeOver(world.ports, run, { worker, fromEpoch: 1, state: stateOf(1) }));
      const outcomes = (await Promise.allSettled(takeovers)).map(({ status }) => status);
      assert.deepEqual(outcomes, ['fulfilled', 'rejected', 'fulfilled', 'rejected']);
      const { epoch, worker } = await getRun(world.ports, PROJECT, run);
      assert.deepEqual([epoch, worker], [2, target]);
    },
  },
  {
    title: 'a takeover is refused with another state, and after the source is gone',
    run: async (world) => {
      const { target, run } = await prepared(world);
      await assert.rejects(takeOver(world.ports, run, { worker: target, fromEpoch: 1, state: stateOf(2) }), fails('run.not_prepared'));
      world.clock.advance(LEASE_MS);
      await expireLeases(world.ports);
      await assert.rejects(takeOver(world.ports, run, { worker: target, fromEpoch: 1, state: stateOf(1) }), fails('run.not_owner'));
      assert.equal((await getRun(world.ports, PROJECT, run)).migration, null);
    },
  },
];

/** A run whose source has stopped, and waits for its target. */
export async function prepared(world: World): Promise<{ readonly source: string; readonly target: string; readonly run: string }> {
  const [source, target] = [await world.worker('source'), await world.worker('target')];
  const { id: run } = await world.running(source);
  await migrateRun(world.ports, PROJECT, run, target);
  await prepareMigration(world.ports, run, { epoch: 1, head: headOf([1, 1]), state: stateOf(1), answers: [] });
  return { source, target, run };
}
