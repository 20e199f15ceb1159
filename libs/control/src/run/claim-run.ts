import type { Assignment } from '@reprise/contracts';
import { ControlError } from '../errors.ts';
import type { Ports } from '../ports.ts';
import { LEASE_MS } from '../worker/worker.ts';
import { assignmentOf } from './assignment.ts';
import { changeRun, type Change } from './change-run.ts';
import type { Millis, StoredRun } from './run.ts';
import { wakeUp } from './wake-up.ts';

/** A worker becomes the owner of a run that waits, in its next epoch. */
export function decideClaim(run: StoredRun, worker: string, now: Millis): Change {
  const refused = (why: string): ControlError => new ControlError('run.not_pending', `run ${run.id} cannot be claimed: ${why}`, { state: run.state, epoch: run.epoch });
  if (run.state !== 'pending') throw refused(`it is ${run.state}`);
  if (run.notBefore > now) throw refused(`after a fault it waits for ${run.notBefore - now} ms`);
  if (run.wantedWorker !== null && run.wantedWorker !== worker && (run.wantedUntil ?? 0) > now) throw refused(`it waits for worker ${run.wantedWorker}`);
  const epoch = run.epoch + 1;
  return {
    to: { state: 'running', epoch, worker, leaseUntil: now + LEASE_MS, wantedWorker: null, wantedUntil: null, savedState: null, startedAt: run.startedAt ?? now },
    events: [{ kind: 'state', data: { state: 'running', epoch, worker } }],
  };
}

/**
 * Answers a worker that asks to own a run.
 * @throws ControlError run.not_found, run.not_pending, worker.not_found
 */
export async function claimRun(ports: Ports, worker: string, id: string): Promise<Assignment> {
  if (!(await ports.record.workers.get(worker))) throw new ControlError('worker.not_found', `there is no worker ${worker}: register first`);
  const run = await changeRun(ports, id, (before, now) => decideClaim(before, worker, now));
  await wakeUp(ports, { project: run.project, wantedWorker: null });
  return assignmentOf(ports.record, run);
}
