import type { Commit } from '@reprise/contracts';
import { answerCommands, answerEvents } from '../command/answer-commands.ts';
import { ControlError } from '../errors.ts';
import { neededBy } from '../gc/keep-objects.ts';
import type { Ports } from '../ports.ts';
import { changeRun, type Change } from './change-run.ts';
import { checkHead } from './head.ts';
import { expectOwner } from './owner.ts';
import type { Millis, StoredRun } from './run.ts';

/** The head moves on, and commands are answered with it. */
export function decideCommit(run: StoredRun, commit: Commit, now: Millis): Change {
  const { epoch, head, answers } = commit;
  expectOwner(run, epoch);
  if (run.state === 'migrating') throw new ControlError('run.not_running', `run ${run.id} is being taken over at what is stored: nothing can be added`);
  checkHead(run.head, head, epoch);
  return {
    to: { head, failures: 0 },
    events: answerEvents(answers),
    also: (tables, after) => answerCommands(tables, after, answers, now),
    needs: neededBy(run.head, commit),
  };
}

/**
 * The owner has stored more of a run.
 * @throws ControlError run.not_found, run.not_owner, run.not_running, run.head_behind, run.head_invalid, object.condemned
 */
export async function commitRun(ports: Ports, id: string, commit: Commit): Promise<void> {
  await changeRun(ports, id, (run, now) => decideCommit(run, commit, now));
}
