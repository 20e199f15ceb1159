import type { JobSpecification, Run } from '@reprise/contracts';
import { once, type Idempotency } from '../idempotency/once.ts';
import { resolveImages } from '../image/resolve-images.ts';
import type { Ports } from '../ports.ts';
import { wantedWorker } from '../worker/wanted-worker.ts';
import { insertRuns } from './insert-runs.ts';
import { newRun } from './new-run.ts';
import { showRun } from './run.ts';
import { checkTexts } from './texts.ts';
import { wakeUp } from './wake-up.ts';

export interface CreateRunOptions {
  readonly idempotency?: Idempotency | undefined;
  /** The worker that is to have it. */
  readonly worker?: string | undefined;
}

/**
 * Takes a job: the run waits from now on.
 * @throws ControlError job.invalid, image.not_found, worker.not_available, idempotency.conflict
 */
export async function createRun(ports: Ports, project: string, job: JobSpecification, { idempotency, worker }: CreateRunOptions = {}): Promise<Run> {
  checkTexts(job.labels);
  const { answer, isNew } = await once(ports, project, idempotency, async (tables) => {
    const now = ports.clock.now();
    const images = await resolveImages(tables, ports.bundled, project, job);
    const run = newRun({ project, job, images, wanted: await wantedWorker(tables, worker, now) }, now);
    await insertRuns(tables, ports, [run]);
    return showRun(run);
  });
  if (isNew) await wakeUp(ports, { project, wantedWorker: worker ?? null });
  return answer;
}
