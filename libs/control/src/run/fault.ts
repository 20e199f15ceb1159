import type { NewEvent } from '../event/event.ts';
import type { Millis, StoredRun } from './run.ts';
import { letGo } from './owner.ts';

/** Milliseconds that a run waits after faults in succession: the first is made up for at once. */
const WAITS = [0, 2_000, 8_000, 30_000, 60_000];

/** An ownership has ended by a fault of the house: the run waits for another owner, or ends in error after so many faults in which nothing was stored. */
export function afterFault(run: StoredRun, message: string, now: Millis): { readonly to: Partial<StoredRun>; readonly events: readonly NewEvent[] } {
  const failures = run.failures + 1;
  const counts = { attempts: run.attempts + 1, failures };
  const fault: NewEvent = { kind: 'fault', data: { epoch: run.epoch, worker: run.worker, message } };
  if (failures <= run.job.retries) {
    const notBefore = now + (WAITS[Math.min(failures, WAITS.length) - 1] ?? 0);
    return { to: { ...letGo, ...counts, state: 'pending', notBefore }, events: [fault, { kind: 'state', data: { state: 'pending', epoch: run.epoch } }] };
  }
  const end = {
    reason: 'internal-error', exitCode: null, state: null, icount: run.head?.icount ?? 0, consoleBytes: run.head?.consoleBytes ?? 0, consoleSha256: null,
    message: `${failures} times in succession nothing could be stored; the last: ${message}`,
  };
  return { to: { ...letGo, ...counts, state: 'error', end, endedAt: now }, events: [fault, { kind: 'state', data: { state: 'error', epoch: run.epoch, message: end.message } }] };
}
