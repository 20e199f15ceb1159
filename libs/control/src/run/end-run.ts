import type { Ended } from '@reprise/contracts';
import { answerCommands, answerEvents, answerWaiting } from '../command/answer-commands.ts';
import { crashOf } from '../crash/crash-of.ts';
import { advanceBatch } from '../batch/advance-batches.ts';
import { neededBy } from '../gc/keep-objects.ts';
import { newId } from '../id/new-id.ts';
import type { Ports } from '../ports.ts';
import { changeRun, type Change } from './change-run.ts';
import { checkHead } from './head.ts';
import { expectOwner, letGo } from './owner.ts';
import type { Millis, StoredRun } from './run.ts';
import { wakeUp } from './wake-up.ts';

/** The run has come to its end. Nothing where this owner has said so before. */
export function decideEnd(run: StoredRun, ended: Ended, now: Millis): Change | undefined {
  const { epoch, state, end, answers, artefacts } = ended;
  if (run.epoch === epoch && run.state === state && run.endedAt !== null) return undefined;
  expectOwner(run, epoch);
  if (ended.head !== null) checkHead(run.head, ended.head, epoch);
  const crash = ended.crash === null ? undefined : crashOf(run, ended.crash, now);
  const events: Change['events'] = [
    ...answerEvents(answers),
    { kind: 'state', data: { state, epoch, reason: end.reason, exitCode: end.exitCode, message: end.message } },
    ...(crash ? [{ kind: 'crash', data: { crash: crash.id, signature: crash.signature, title: crash.title } } as const] : []),
  ];
  return {
    to: { ...letGo, state, end, head: ended.head ?? run.head, crash: crash?.id ?? null, artefacts, endedAt: now },
    events,
    needs: neededBy(run.head, { ...ended, state: end.state }),
    also: async (tables, after) => {
      await answerCommands(tables, after, answers, now);
      await answerEnded(tables, after, now);
      if (crash) await tables.crashes.insert(crash);
      if (end.state !== null) {
        await tables.snapshots.add({ id: newId('s', now), project: run.project, state: end.state, run: run.id, icount: end.icount, name: null, reason: 'ended', createdAt: now });
      }
    },
  };
}

/** What becomes of commands that wait when a run ends. */
export async function answerEnded(tables: Parameters<NonNullable<Change['also']>>[0], { id, state }: StoredRun, now: Millis): Promise<void> {
  if (state === 'cancelled') await answerWaiting(tables, id, ['cancel'], { error: null, result: { state } }, now);
  await answerWaiting(tables, id, undefined, { error: `the run has ended: ${state}`, result: {} }, now);
}

/**
 * The owner says what a run came to. A batch whose other runs go on from this one goes on.
 * @throws ControlError run.not_found, run.not_owner, run.head_behind, run.head_invalid, crash.invalid, object.condemned
 */
export async function endRun(ports: Ports, id: string, ended: Ended): Promise<void> {
  const run = await changeRun(ports, id, (before, now) => decideEnd(before, ended, now));
  if (run.batch !== null) await advanceBatch(ports, run.batch);
  await wakeUp(ports, { project: run.project, wantedWorker: null });
}
