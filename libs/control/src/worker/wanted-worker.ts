import { ControlError } from '../errors.ts';
import type { RecordTables } from '../ports.ts';
import type { Millis } from '../run/run.ts';
import { isOpen } from './worker.ts';

/** How long a run waits for the worker that it was meant for. */
const WANTED_MS = 20_000;

/**
 * That a run is to go to a certain worker, from now on for a while; undefined where it is not said.
 * @throws ControlError worker.not_found, worker.not_available
 */
export async function wantedWorker({ workers }: Pick<RecordTables, 'workers'>, id: string | undefined, now: Millis): Promise<{ readonly worker: string; readonly until: Millis } | undefined> {
  if (id === undefined) return undefined;
  const worker = await workers.get(id);
  if (!worker) throw new ControlError('worker.not_found', `there is no worker ${id}`);
  if (!isOpen(worker, now)) throw new ControlError('worker.not_available', `worker ${worker.name} (${id}) takes no runs: it drains, or has not been heard of`);
  return { worker: id, until: now + WANTED_MS };
}
