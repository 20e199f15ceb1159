import type { Ports } from '../ports.ts';
import type { StoredRun } from './run.ts';

/** Tells who follows the run that it has changed, and a worker that lost it to look. */
export async function changesTold({ news }: Ports, before: StoredRun, after: StoredRun): Promise<void> {
  await news.publish(`run:${after.id}`, { version: after.version, state: after.state });
  if (before.worker !== null && before.worker !== after.worker) await news.publish(`worker:${before.worker}`, { look: true });
}

/** Tells a worker that its next heartbeat should come at once. */
export async function lookTold({ news }: Ports, worker: string | null): Promise<void> {
  if (worker !== null) await news.publish(`worker:${worker}`, { look: true });
}
