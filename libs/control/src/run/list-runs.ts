import { readPage, type Page, type PageRequest } from '../page/page.ts';
import type { Ports } from '../ports.ts';
import type { StoredRun } from './run.ts';
import type { RunFilter } from './run-filter.ts';

/** Runs of a project, the newest first. */
export const listRuns = ({ record }: Pick<Ports, 'record'>, project: string, filter: Omit<RunFilter, 'project'>, page: PageRequest = {}): Promise<Page<StoredRun>> =>
  readPage(page, (slice) => record.runs.list({ ...filter, project }, slice), ({ id }) => id);
