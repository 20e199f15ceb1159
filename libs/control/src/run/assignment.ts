import type { Assignment } from '@reprise/contracts';
import type { RecordTables } from '../ports.ts';
import { LEASE_MS } from '../worker/worker.ts';
import type { StoredRun } from './run.ts';

/** What the owner of a run needs to know. */
export async function assignmentOf({ runs }: Pick<RecordTables, 'runs'>, run: StoredRun): Promise<Assignment> {
  const { job, images, origin, head, forkInput, until, task, epoch } = run;
  const from = typeof origin?.run === 'string' ? await runs.get(origin.run) : undefined;
  return { run: run.id, epoch, job, images, origin, originHead: from?.head ?? null, head, forkInput, until, task, leaseSeconds: LEASE_MS / 1000 };
}
