import type { BatchSpecification, JobSpecification } from '@reprise/contracts';
import { newId } from '../id/new-id.ts';
import { once, type Idempotency } from '../idempotency/once.ts';
import { resolveImages } from '../image/resolve-images.ts';
import type { Bundled, Ports, RecordTables } from '../ports.ts';
import { insertRuns } from '../run/insert-runs.ts';
import { newRun } from '../run/new-run.ts';
import type { Millis, StoredRun } from '../run/run.ts';
import { checkTexts } from '../run/texts.ts';
import { wakeUp } from '../run/wake-up.ts';
import { getSnapshot } from '../snapshot/catalogue.ts';
import type { StoredBatch } from './batch.ts';
import { expandBatch, type BatchRun } from './expand.ts';
import { forksOf } from './forks.ts';
import { labelsOf } from './labels.ts';

/** Equal jobs name equal images: they are looked up once. */
async function runsOf(tables: RecordTables, bundled: Bundled, batch: Pick<StoredBatch, 'id' | 'project' | 'specification'>, expanded: readonly BatchRun[], now: Millis): Promise<readonly StoredRun[]> {
  const { id, project, specification } = batch;
  const known = new Map<string, ReturnType<typeof resolveImages>>();
  const imagesOf = (job: JobSpecification): ReturnType<typeof resolveImages> => {
    const names = JSON.stringify([job.boot, job.disks, job.crash.symbols]);
    const found = known.get(names) ?? resolveImages(tables, bundled, project, job);
    known.set(names, found);
    return found;
  };
  const runs: StoredRun[] = [];
  for (const { job, values } of expanded) {
    runs.push(newRun({ project, job, images: await imagesOf(job), labels: labelsOf(specification, values), batch: id }, now));
  }
  return runs;
}

/**
 * Takes a batch: its runs wait from now on; of one that forks, the run that the others fork from.
 * @throws ControlError batch.invalid, batch.too_large, job.invalid, image.not_found, snapshot.not_found, idempotency.conflict
 */
export async function createBatch(ports: Ports, project: string, specification: BatchSpecification, idempotency?: Idempotency): Promise<StoredBatch> {
  checkTexts(specification.labels);
  const { base: baseJob, runs: expanded } = expandBatch(specification);
  for (const { job } of expanded) checkTexts(job.labels);
  const { answer, isNew } = await once(ports, project, idempotency, async (tables) => {
    const now = ports.clock.now();
    const { name = null, labels, fork } = specification;
    const batch: StoredBatch = { id: newId('b', now), project, name, specification, state: 'ready', base: null, size: expanded.length, message: null, labels, createdAt: now };
    if (!fork || !baseJob) {
      await tables.batches.insert(batch);
      await insertRuns(tables, ports, await runsOf(tables, ports.bundled, batch, expanded, now));
      return batch;
    }
    const images = await resolveImages(tables, ports.bundled, project, baseJob);
    if ('snapshot' in fork.from) {
      const { run, state, icount } = await getSnapshot({ record: tables }, project, fork.from.snapshot);
      await tables.batches.insert(batch);
      await insertRuns(tables, ports, forksOf(batch, expanded, { run, state, icount }, images, now));
      return batch;
    }
    const base = newRun({ project, job: baseJob, images, labels: specification.labels, batch: batch.id, until: fork.from }, now);
    const booting: StoredBatch = { ...batch, state: 'booting', base: base.id };
    await tables.batches.insert(booting);
    await insertRuns(tables, ports, [base]);
    return booting;
  });
  if (isNew) await wakeUp(ports, { project, wantedWorker: null });
  return answer;
}
