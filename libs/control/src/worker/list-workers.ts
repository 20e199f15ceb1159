import { ControlError } from '../errors.ts';
import type { Ports } from '../ports.ts';
import type { StoredWorker } from './worker.ts';

/** How long workers are shown that are not heard of. */
const SHOWN_MS = 10 * 60_000;

/** Workers that have been heard of lately, by name. */
export const listWorkers = ({ record, clock }: Pick<Ports, 'record' | 'clock'>): Promise<readonly StoredWorker[]> => record.workers.list(clock.now() - SHOWN_MS);

/**
 * A worker by its id, or by its name where one alone has it.
 * @throws ControlError worker.not_found
 */
export async function getWorker(ports: Pick<Ports, 'record' | 'clock'>, reference: string): Promise<StoredWorker> {
  const worker = (await ports.record.workers.get(reference)) ?? (await listWorkers(ports)).findLast(({ name }) => name === reference);
  if (!worker) throw new ControlError('worker.not_found', `there is no worker '${reference.slice(0, 64)}'`);
  return worker;
}

/**
 * Has a worker drain, or no longer.
 * @throws ControlError worker.not_found
 */
export async function drainWorker(ports: Ports, reference: string, drain: boolean): Promise<StoredWorker> {
  const worker = await getWorker(ports, reference);
  await ports.record.workers.setDrain(worker.id, drain);
  await ports.news.publish(`worker:${worker.id}`, { look: true });
  return { ...worker, drain };
}
