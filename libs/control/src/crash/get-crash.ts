import { ControlError } from '../errors.ts';
import { readPage, type Page, type PageRequest } from '../page/page.ts';
import type { Ports } from '../ports.ts';
import type { CrashGroup, StoredCrash } from './crash.ts';

/** @throws ControlError crash.not_found */
export async function getCrash({ record }: Pick<Ports, 'record'>, project: string, id: string): Promise<StoredCrash> {
  const crash = await record.crashes.get(id);
  if (crash?.project !== project) throw new ControlError('crash.not_found', `there is no crash ${id.slice(0, 64)} in this project`);
  return crash;
}

/** Crashes of a project, or those of one signature or run, the newest first. */
export const listCrashes = ({ record }: Pick<Ports, 'record'>, project: string, of: { readonly signature?: string | undefined; readonly run?: string | undefined } = {}, page: PageRequest = {}): Promise<Page<StoredCrash>> =>
  readPage(page, (slice) => record.crashes.list({ project, ...of }, slice), ({ id }) => id);

/** Crashes of a project by their signatures, those seen last first. */
export const listCrashGroups = ({ record }: Pick<Ports, 'record'>, project: string, page: PageRequest = {}): Promise<Page<CrashGroup>> =>
  readPage(page, (slice) => record.crashes.groups(project, slice), ({ last }) => last);
