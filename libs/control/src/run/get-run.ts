import { ControlError } from '../errors.ts';
import type { Ports } from '../ports.ts';
import type { StoredRun } from './run.ts';

const WHOLE_ID = /^r_[0-9a-f]{32}$/;
const PREFIX = /^(r_)?[0-9a-f]{4,32}$/;

const missing = (id: string): ControlError => new ControlError('run.not_found', `there is no run ${id.slice(0, 64)} in this project`);

/** @throws ControlError run.not_found where it is deleted or another project's */
export function expectOf(project: string, run: StoredRun | undefined, id: string): StoredRun {
  if (run?.project !== project || run.deletedAt !== null) throw missing(id);
  return run;
}

/**
 * A run of a project by its id, or by the beginning of it (4 hex digits or more).
 * @throws ControlError run.not_found, run.ambiguous
 */
export async function getRun({ record: { runs } }: Pick<Ports, 'record'>, project: string, id: string): Promise<StoredRun> {
  if (WHOLE_ID.test(id)) return expectOf(project, await runs.get(id), id);
  if (!PREFIX.test(id)) throw missing(id);
  const [run, other] = await runs.list({ project, idPrefix: id.startsWith('r_') ? id : `r_${id}` }, { limit: 2, after: undefined });
  if (other) throw new ControlError('run.ambiguous', `more than one run begins with ${id}: give more of its id`);
  return expectOf(project, run, id);
}
