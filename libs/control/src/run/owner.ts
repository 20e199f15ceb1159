import { ControlError } from '../errors.ts';
import type { StoredRun } from './run.ts';
import { isEnd } from './states.ts';

export const isOwned = (run: StoredRun): boolean => run.state === 'running' || run.state === 'migrating';

export const notOwner = (run: StoredRun, epoch: number): ControlError =>
  new ControlError('run.not_owner', `epoch ${epoch} does not own run ${run.id}, which is ${run.state} in epoch ${run.epoch}`, { state: run.state, epoch: run.epoch });

/** @throws ControlError run.not_owner unless that epoch owns the run */
export function expectOwner(run: StoredRun, epoch: number): void {
  if (run.epoch !== epoch || !isOwned(run)) throw notOwner(run, epoch);
}

/** @throws ControlError run.ended */
export function expectNoEnd(run: StoredRun): void {
  if (isEnd(run.state)) throw new ControlError('run.ended', `run ${run.id} has ended: ${run.state}`, { state: run.state });
}

/** The owner lets go. */
export const letGo = { worker: null, leaseUntil: null, vmState: null, migration: null } as const;
