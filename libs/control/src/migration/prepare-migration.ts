import type { Prepared } from '@reprise/contracts';
import { answerCommands, answerEvents } from '../command/answer-commands.ts';
import { ControlError } from '../errors.ts';
import { neededBy } from '../gc/keep-objects.ts';
import type { Ports } from '../ports.ts';
import { changeRun, type Change } from '../run/change-run.ts';
import { checkHead } from '../run/head.ts';
import { expectOwner } from '../run/owner.ts';
import type { Millis, StoredRun } from '../run/run.ts';
import { lookTold } from '../run/tell.ts';

/** How long a source waits for its target. */
export const TAKEOVER_MS = 20_000;

/** The source has stopped, with everything stored: the target may take over. Nothing where it has said so before. */
export function decidePrepared(run: StoredRun, report: Prepared, target: string | undefined, now: Millis): Change | undefined {
  const { epoch, head, state, answers } = report;
  expectOwner(run, epoch);
  if (run.state === 'migrating') {
    if (run.migration?.state === state) return undefined;
    throw new ControlError('run.not_running', `run ${run.id} is prepared with another state`);
  }
  if (target === undefined) throw new ControlError('run.not_prepared', `nobody wants run ${run.id} to migrate: go on with it`);
  checkHead(run.head, head, epoch);
  return {
    to: { state: 'migrating', head, failures: 0, migration: { target, state, until: now + TAKEOVER_MS } },
    events: [...answerEvents(answers), { kind: 'state', data: { state: 'migrating', epoch, target } }],
    also: (tables, after) => answerCommands(tables, after, answers, now),
    needs: neededBy(run.head, report),
  };
}

/**
 * The source of a migration has stopped and waits for the target to take over.
 * @throws ControlError run.not_found, run.not_owner, run.not_prepared, run.head_behind, run.head_invalid, object.condemned
 */
export async function prepareMigration(ports: Ports, id: string, prepared: Prepared): Promise<void> {
  const run = await changeRun(ports, id, async (before, now) => {
    const wanted = (await ports.record.commands.waiting([id])).findLast(({ kind }) => kind === 'migrate');
    return decidePrepared(before, prepared, wanted?.payload['worker'], now);
  });
  await lookTold(ports, run.migration?.target ?? null);
}
