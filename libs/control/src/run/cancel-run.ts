import type { StoredCommand } from '../command/command.ts';
import { answerWaiting } from '../command/answer-commands.ts';
import { giveCommand, type DoneInRecord } from '../command/give-command.ts';
import { advanceBatch } from '../batch/advance-batches.ts';
import type { Ports } from '../ports.ts';
import type { ChangeOptions } from './change-own-run.ts';
import { isOwned } from './owner.ts';

/** A run without an owner is cancelled where it is. */
const inRecord: DoneInRecord = (run, now) => {
  if (isOwned(run)) return undefined;
  const { epoch, head, savedState } = run;
  const end = { reason: 'cancelled', exitCode: null, state: savedState, icount: head?.icount ?? 0, consoleBytes: head?.consoleBytes ?? 0, consoleSha256: null, message: null };
  return {
    to: { state: 'cancelled', end, endedAt: now, wantedWorker: null, wantedUntil: null },
    events: [{ kind: 'state', data: { state: 'cancelled', epoch } }],
    result: { state: 'cancelled' },
    also: (tables) => answerWaiting(tables, run.id, undefined, { error: 'the run was cancelled', result: {} }, now),
  };
};

/**
 * Cancels a run.
 * @throws ControlError run.not_found, run.changed, run.ended
 */
export async function cancelRun(ports: Ports, project: string, id: string, options: ChangeOptions = {}): Promise<StoredCommand> {
  const { command, run } = await giveCommand(ports, project, id, { kind: 'cancel', payload: {} }, options, inRecord);
  if (run.batch !== null && run.endedAt !== null) await advanceBatch(ports, run.batch);
  return command;
}
