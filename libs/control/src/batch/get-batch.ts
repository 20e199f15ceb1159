import type { RunState } from '@reprise/contracts';
import { ControlError } from '../errors.ts';
import { readPage, type Page, type PageRequest } from '../page/page.ts';
import type { Ports } from '../ports.ts';
import type { StoredBatch } from './batch.ts';

/** A batch, and how many of its runs are in which state, the base included. */
export interface BatchView {
  readonly batch: StoredBatch;
  readonly counts: Readonly<Partial<Record<RunState, number>>>;
}

/** @throws ControlError batch.not_found */
export async function getBatch({ record }: Pick<Ports, 'record'>, project: string, id: string): Promise<BatchView> {
  const batch = await record.batches.get(id);
  if (batch?.project !== project) throw new ControlError('batch.not_found', `there is no batch ${id.slice(0, 64)} in this project`);
  return { batch, counts: await record.runs.countByState({ batch: id }) };
}

/** Batches of a project, the newest first. */
export const listBatches = ({ record }: Pick<Ports, 'record'>, project: string, page: PageRequest = {}): Promise<Page<StoredBatch>> =>
  readPage(page, (slice) => record.batches.list(project, slice), ({ id }) => id);
