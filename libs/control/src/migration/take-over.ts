import type { Assignment, Takeover } from '@reprise/contracts';
import { answerWaiting } from '../command/answer-commands.ts';
import { ControlError } from '../errors.ts';
import type { Ports } from '../ports.ts';
import { assignmentOf } from '../run/assignment.ts';
import { changeRun, type Change } from '../run/change-run.ts';
import { notOwner } from '../run/owner.ts';
import type { Millis, StoredRun } from '../run/run.ts';
import { LEASE_MS } from '../worker/worker.ts';

/** The target has the same state and becomes the owner. Nothing where it has become that before. */
export function decideTakeover(run: StoredRun, { worker, fromEpoch, state }: Takeover, now: Millis): Change | undefined {
  const epoch = fromEpoch + 1;
  if (run.state === 'running' && run.epoch === epoch && run.worker === worker) return undefined;
  if (run.state !== 'migrating' || run.epoch !== fromEpoch) throw notOwner(run, fromEpoch);
  if (run.migration?.target !== worker || run.migration.state !== state) {
    throw new ControlError('run.not_prepared', `run ${run.id} is prepared for worker ${run.migration?.target ?? ''} with state ${run.migration?.state ?? ''}, not for ${worker} with ${state}`);
  }
  return {
    to: { state: 'running', epoch, worker, leaseUntil: now + LEASE_MS, migration: null, vmState: null },
    events: [{ kind: 'migration', data: { from: run.worker, to: worker } }, { kind: 'state', data: { state: 'running', epoch, worker } }],
    also: (tables) => answerWaiting(tables, run.id, ['migrate'], { error: null, result: { worker, epoch } }, now),
  };
}

/**
 * The target of a migration becomes the owner, in the next epoch.
 * @throws ControlError run.not_found, run.not_owner, run.not_prepared
 */
export async function takeOver(ports: Ports, id: string, takeover: Takeover): Promise<Assignment> {
  return assignmentOf(ports.record, await changeRun(ports, id, (run, now) => decideTakeover(run, takeover, now)));
}
