import assert from 'node:assert/strict';
import type { YieldRun } from '@reprise/contracts';
import { answerCommand } from '../command/answer-command.ts';
import { awaitCommand, getCommand } from '../command/await-command.ts';
import type { StoredCommand } from '../command/command.ts';
import { followEvents } from '../event/follow-events.ts';
import { migrateRun } from '../migration/migrate-run.ts';
import { prepareMigration, TAKEOVER_MS } from '../migration/prepare-migration.ts';
import { withdrawMigrations } from '../migration/withdraw-migrations.ts';
import { cancelRun } from '../run/cancel-run.ts';
import { claimRun } from '../run/claim-run.ts';
import { commitRun } from '../run/commit-run.ts';
import { endRun } from '../run/end-run.ts';
import { expireLeases } from '../run/expire-leases.ts';
import { getRun } from '../run/get-run.ts';
import { pauseRun } from '../run/pause-run.ts';
import { resumeRun } from '../run/resume-run.ts';
import { sendInput } from '../run/send-input.ts';
import { yieldRun } from '../run/yield-run.ts';
import { getSnapshot } from '../snapshot/catalogue.ts';
import { snapshotRun } from '../snapshot/snapshot-run.ts';
import { heartbeatWorker } from '../worker/heartbeat-worker.ts';
import { drainWorker } from '../worker/list-workers.ts';
import { LEASE_MS } from '../worker/worker.ts';
import { prepared } from './ownership-cases.ts';
import { endOf, fails, headOf, PROJECT, stateOf, type RecordCase, type World } from './world.ts';

const idle = { runs: [], freeSlots: 4, draining: false };
const told = async (world: World, worker: string, run: string, epoch = 1): Promise<string[]> => {
  const { commands } = await heartbeatWorker(world.ports, worker, { ...idle, runs: [{ run, epoch, vmState: 'running', icount: 0, mips: 0 }] });
  return commands.map(({ kind }) => kind);
};
const answered = async (world: World, { run, id }: StoredCommand): Promise<unknown> => {
  const { error, result } = await getCommand(world.ports, PROJECT, run, id);
  return error ?? result;
};
const pausedAt = (epoch: number): YieldRun => ({ epoch, to: 'paused', head: headOf([epoch, 2]), state: stateOf(7), message: null, answers: [] });

export const commandCases: readonly RecordCase[] = [
  {
    title: 'a pause is done by the owner; the run can be resumed on a certain worker, and only there',
    run: async (world) => {
      const [first, second, third] = [await world.worker('first'), await world.worker('second'), await world.worker('third')];
      const run = await world.running(first);
      const command = await pauseRun(world.ports, PROJECT, run.id);
      assert.equal(command.answeredAt, null);
      assert.deepEqual(await told(world, first, run.id), ['pause']);
      await yieldRun(world.ports, run.id, pausedAt(1));
      assert.deepEqual(await answered(world, command), { state: stateOf(7), icount: 2000 });
      assert.equal((await getSnapshot(world.ports, PROJECT, stateOf(7))).reason, 'paused');
      assert.deepEqual(await world.record.runs.waiting(world.clock.now(), 10, 10), []);
      await resumeRun(world.ports, PROJECT, run.id, { worker: second });
      assert.deepEqual(await world.record.runs.waiting(world.clock.now(), 10, 10), []);
      await assert.rejects(claimRun(world.ports, third, run.id), fails('run.not_pending'));
      assert.deepEqual((await heartbeatWorker(world.ports, second, idle)).waiting, [run.id]);
      assert.equal((await claimRun(world.ports, second, run.id)).epoch, 2);
    },
  },
  {
    title: 'a run does not wait for ever for the worker that it was meant for',
    run: async (world) => {
      const [gone, there] = [await world.worker('gone'), await world.worker('there')];
      const run = await world.submit();
      await pauseRun(world.ports, PROJECT, run.id);
      await resumeRun(world.ports, PROJECT, run.id, { worker: gone });
      world.clock.advance(60_000);
      assert.deepEqual(await world.record.runs.waiting(world.clock.now(), 10, 10), [{ id: run.id, epoch: 0 }]);
      await claimRun(world.ports, there, run.id);
    },
  },
  {
    title: 'a run is not given to a worker that drains or is gone',
    run: async (world) => {
      const worker = await world.worker();
      const run = await world.submit();
      await pauseRun(world.ports, PROJECT, run.id);
      await drainWorker(world.ports, 'worker', true);
      await assert.rejects(resumeRun(world.ports, PROJECT, run.id, { worker }), fails('worker.not_available'));
      assert.equal((await heartbeatWorker(world.ports, worker, idle)).drain, true);
      await drainWorker(world.ports, worker, false);
      world.clock.advance(LEASE_MS);
      await assert.rejects(resumeRun(world.ports, PROJECT, run.id, { worker }), fails('worker.not_available'));
      await assert.rejects(resumeRun(world.ports, PROJECT, run.id, { worker: 'w_1' }), fails('worker.not_found'));
    },
  },
  {
    title: 'what waits is paused, resumed and cancelled in the record alone',
    run: async (world) => {
      const run = await world.submit();
      assert.deepEqual((await pauseRun(world.ports, PROJECT, run.id)).result, { state: null, icount: 0 });
      assert.equal((await getRun(world.ports, PROJECT, run.id)).state, 'paused');
      assert.equal((await resumeRun(world.ports, PROJECT, run.id)).state, 'pending');
      await assert.rejects(resumeRun(world.ports, PROJECT, run.id), fails('run.not_paused'));
      assert.deepEqual((await cancelRun(world.ports, PROJECT, run.id)).result, { state: 'cancelled' });
      const { state, end, endedAt } = await getRun(world.ports, PROJECT, run.id);
      assert.deepEqual([state, end?.reason, endedAt], ['cancelled', 'cancelled', world.clock.now()]);
      for (const call of [pauseRun, cancelRun]) await assert.rejects(call(world.ports, PROJECT, run.id), fails('run.ended'));
      await assert.rejects(sendInput(world.ports, PROJECT, run.id, Buffer.from('x')), fails('run.ended'));
    },
  },
  {
    title: 'input is answered with the commit that has it, once, and waits for the next owner otherwise',
    run: async (world) => {
      const [first, second] = [await world.worker('first'), await world.worker('second')];
      const run = await world.running(first);
      const stored = await sendInput(world.ports, PROJECT, run.id, Buffer.from('a\n'));
      const lost = await sendInput(world.ports, PROJECT, run.id, Buffer.from('b\n'));
      assert.deepEqual(stored.payload, { data: 'YQo=' });
      await commitRun(world.ports, run.id, { epoch: 1, head: headOf([1, 1]), answers: [{ command: stored.id, error: null, result: { bytes: 2 } }] });
      assert.deepEqual(await answered(world, stored), { bytes: 2 });
      world.clock.advance(LEASE_MS);
      await claimAfterLoss(world, second, run.id);
      const { commands } = await heartbeatWorker(world.ports, second, { ...idle, runs: [{ run: run.id, epoch: 2, vmState: 'running', icount: 0, mips: 0 }] });
      assert.deepEqual(commands.map(({ id }) => id), [lost.id]);
    },
  },
  {
    title: 'what an owner answers with what is refused is not answered',
    run: async (world) => {
      const run = await world.running(await world.worker());
      const input = await sendInput(world.ports, PROJECT, run.id, Buffer.from('a'));
      await commitRun(world.ports, run.id, { epoch: 1, head: headOf([1, 2]), answers: [] });
      await assert.rejects(commitRun(world.ports, run.id, { epoch: 1, head: headOf([1, 1]), answers: [{ command: input.id, error: null, result: {} }] }), fails('run.head_behind'));
      assert.equal((await getCommand(world.ports, PROJECT, run.id, input.id)).answeredAt, null);
    },
  },
  {
    title: 'one run\'s owner cannot answer for another run',
    run: async (world) => {
      const worker = await world.worker();
      const [run, other] = [await world.running(worker), await world.running(worker)];
      const input = await sendInput(world.ports, PROJECT, run.id, Buffer.from('a'));
      await answerCommand(world.ports, other.id, input.id, { epoch: 1, error: null, result: {} });
      assert.equal((await getCommand(world.ports, PROJECT, run.id, input.id)).answeredAt, null);
      await assert.rejects(getCommand(world.ports, PROJECT, other.id, input.id), fails('command.not_found'));
    },
  },
  {
    title: 'a snapshot that was asked for is in the catalogue, under its name',
    run: async (world) => {
      const run = await world.running(await world.worker());
      const command = await snapshotRun(world.ports, PROJECT, run.id, 'before');
      await answerCommand(world.ports, run.id, command.id, { epoch: 1, error: null, result: { state: stateOf(9), icount: 77 } });
      const { state, icount, name } = await getSnapshot(world.ports, PROJECT, 'before');
      assert.deepEqual([state, icount, name], [stateOf(9), 77, 'before']);
      await yieldRun(world.ports, run.id, pausedAt(1));
      assert.deepEqual((await snapshotRun(world.ports, PROJECT, run.id, 'before')).result, { state: stateOf(7), icount: 2000 });
      assert.equal((await getSnapshot(world.ports, PROJECT, 'before')).state, stateOf(7));
      assert.equal((await getSnapshot(world.ports, PROJECT, stateOf(9))).name, null);
    },
  },
  {
    title: 'commands that wait when a run ends are answered: a cancel with what was wished for, others with an error',
    run: async (world) => {
      const run = await world.running(await world.worker());
      const pause = await pauseRun(world.ports, PROJECT, run.id);
      const cancel = await cancelRun(world.ports, PROJECT, run.id);
      await endRun(world.ports, run.id, endOf({ state: 'cancelled', end: { reason: 'cancelled' } }));
      assert.deepEqual([await answered(world, cancel), await answered(world, pause)], [{ state: 'cancelled' }, 'the run has ended: cancelled']);
    },
  },
  {
    title: 'a migration that nobody takes over is withdrawn: the source goes on as if nothing had been asked',
    run: async (world) => {
      const { source, target, run } = await prepared(world);
      world.clock.advance(TAKEOVER_MS - 1);
      assert.equal(await withdrawMigrations(world.ports), 0);
      world.clock.advance(1);
      await Promise.all([withdrawMigrations(world.ports), withdrawMigrations(world.ports)]);
      const { state, epoch, worker, migration } = await getRun(world.ports, PROJECT, run);
      assert.deepEqual([state, epoch, worker, migration], ['running', 1, source, null]);
      assert.deepEqual(await told(world, source, run), ['resume-after-migration']);
      assert.deepEqual((await heartbeatWorker(world.ports, target, idle)).incoming, []);
      await commitRun(world.ports, run, { epoch: 1, head: headOf([1, 2]), answers: [] });
    },
  },
  {
    title: 'nothing can be stored while a run is being taken over, and nothing prepared that nobody asked for',
    run: async (world) => {
      const { run } = await prepared(world);
      await assert.rejects(commitRun(world.ports, run, { epoch: 1, head: headOf([1, 2]), answers: [] }), fails('run.not_running'));
      const other = await world.running(await world.worker());
      await assert.rejects(prepareMigration(world.ports, other.id, { epoch: 1, head: headOf([1, 1]), state: stateOf(1), answers: [] }), fails('run.not_prepared'));
    },
  },
  {
    title: 'a migrate of what waits keeps it for its target, and one to where it is is refused',
    run: async (world) => {
      const worker = await world.worker();
      const waiting = await world.submit();
      assert.deepEqual((await migrateRun(world.ports, PROJECT, waiting.id, worker)).result, { worker });
      assert.deepEqual((await heartbeatWorker(world.ports, worker, idle)).waiting, [waiting.id]);
      const running = await world.running(worker);
      await assert.rejects(migrateRun(world.ports, PROJECT, running.id, worker), fails('worker.not_available'));
    },
  },
  {
    title: 'whoever waits for an answer has it when it comes, and the command as it is when there is no more time',
    run: async (world) => {
      const run = await world.running(await world.worker());
      const command = await pauseRun(world.ports, PROJECT, run.id);
      const awaited = awaitCommand(world.ports, PROJECT, run.id, command.id, AbortSignal.any([]));
      await yieldRun(world.ports, run.id, pausedAt(1));
      assert.deepEqual((await awaited).result, { state: stateOf(7), icount: 2000 });
      await resumeRun(world.ports, PROJECT, run.id);
      const input = await sendInput(world.ports, PROJECT, run.id, Buffer.from('x'));
      const stop = new AbortController();
      const late = awaitCommand(world.ports, PROJECT, run.id, input.id, stop.signal);
      stop.abort();
      assert.equal((await late).answeredAt, null);
    },
  },
  {
    title: 'events of a run come in their order, each once, from where one left off to its end',
    run: async (world) => {
      const run = await world.running(await world.worker());
      const seen: (readonly [number, string])[] = [];
      for await (const { seq, kind } of followEvents(world.ports, PROJECT, run.id, 1, AbortSignal.any([]))) {
        seen.push([seq, kind]);
        if (seen.length === 1) await pauseRun(world.ports, PROJECT, run.id);
        if (seen.length === 2) await endRun(world.ports, run.id, endOf());
      }
      assert.deepEqual(seen, [[2, 'state'], [3, 'command'], [4, 'state']]);
    },
  },
  {
    title: 'a change for a version that is no longer is refused',
    run: async (world) => {
      const run = await world.submit();
      await pauseRun(world.ports, PROJECT, run.id, { ifVersion: run.version });
      await assert.rejects(cancelRun(world.ports, PROJECT, run.id, { ifVersion: run.version }), fails('run.changed'));
    },
  },
];

async function claimAfterLoss(world: World, worker: string, run: string): Promise<void> {
  await expireLeases(world.ports);
  await claimRun(world.ports, worker, run);
}
