import { ControlError } from '../errors.ts';
import type { Ports } from '../ports.ts';
import type { StoredRun } from './run.ts';
import { refillQueue } from './refill-queue.ts';

/** Lets workers know that a run of this project waits. Where that fails the next refill does it. */
export async function wakeUp(ports: Ports, { project, wantedWorker }: Pick<StoredRun, 'project' | 'wantedWorker'>): Promise<void> {
  if (wantedWorker !== null) await ports.news.publish(`worker:${wantedWorker}`, { look: true });
  try {
    await refillQueue(ports, project);
  } catch (error) {
    if (!(error instanceof ControlError) || error.kind !== 'unavailable') throw error;
  }
}
