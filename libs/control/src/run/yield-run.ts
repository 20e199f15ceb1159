import type { YieldRun } from '@reprise/contracts';
import { answerCommands, answerEvents, answerWaiting } from '../command/answer-commands.ts';
import { neededBy } from '../gc/keep-objects.ts';
import { newId } from '../id/new-id.ts';
import type { Ports, RecordTables } from '../ports.ts';
import { changeRun, type Change } from './change-run.ts';
import { answerEnded } from './end-run.ts';
import { afterFault } from './fault.ts';
import { checkHead } from './head.ts';
import { expectOwner, letGo } from './owner.ts';
import { segmentsOf, type Millis, type StoredRun } from './run.ts';
import { isEnd } from './states.ts';
import { wakeUp } from './wake-up.ts';

const targets = { paused: 'paused', pending: 'pending', restart: 'pending' } as const;

/** The owner lets go. Nothing where it has said so before. */
export function decideYield(run: StoredRun, report: YieldRun, now: Millis): Change | undefined {
  const { epoch, to, head, state, message, answers } = report;
  if (run.epoch === epoch && run.worker === null && (run.state === targets[to] || (to === 'restart' && run.state === 'error'))) return undefined;
  expectOwner(run, epoch);
  if (head !== null) checkHead(run.head, head, epoch);
  const stored = head ?? run.head;
  const moved = segmentsOf(stored) > segmentsOf(run.head);
  const answered = answerEvents(answers);
  const needs = neededBy(run.head, report);
  const also = async (tables: RecordTables, after: StoredRun): Promise<void> => {
    await answerCommands(tables, after, answers, now);
    if (isEnd(after.state)) await answerEnded(tables, after, now);
    if (to !== 'paused') return;
    const icount = stored?.icount ?? 0;
    await answerWaiting(tables, run.id, ['pause'], { error: null, result: { state, icount } }, now);
    await answerWaiting(tables, run.id, ['migrate'], { error: 'the run was paused', result: {} }, now);
    if (state !== null) await tables.snapshots.add({ id: newId('s', now), project: run.project, state, run: run.id, icount, name: null, reason: 'paused', createdAt: now });
  };
  if (to === 'restart') {
    const fault = afterFault({ ...run, failures: moved ? 0 : run.failures }, message ?? 'the worker gave no reason', now);
    return { to: { ...fault.to, head: stored }, events: [...answered, ...fault.events], also, needs };
  }
  return {
    to: { ...letGo, state: to, head: stored, savedState: state, failures: moved ? 0 : run.failures, notBefore: 0 },
    events: [...answered, { kind: 'state', data: { state: to, epoch, message } }],
    also,
    needs,
  };
}

/**
 * The owner lets a run go: it is paused, or waits for another owner.
 * @throws ControlError run.not_found, run.not_owner, run.head_behind, run.head_invalid, object.condemned
 */
export async function yieldRun(ports: Ports, id: string, body: YieldRun): Promise<void> {
  const run = await changeRun(ports, id, (before, now) => decideYield(before, body, now));
  await wakeUp(ports, { project: run.project, wantedWorker: null });
}
