import { crashRecord } from '@reprise/contracts';
import { ControlError } from '../errors.ts';
import { newId } from '../id/new-id.ts';
import type { Millis, StoredRun } from '../run/run.ts';
import type { StoredCrash } from './crash.ts';

/**
 * The entry for a crash, from its record.
 * @throws ControlError crash.invalid
 */
export function crashOf(run: StoredRun, record: Readonly<Record<string, unknown>>, now: Millis): StoredCrash {
  const { data, error } = crashRecord.safeParse(record);
  if (!data) {
    const problems = error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
    throw new ControlError('crash.invalid', `the record of the crash of run ${run.id} is none: ${problems.join('; ')}`);
  }
  const { signature, icount, state } = data;
  return { id: newId('c', now), project: run.project, run: run.id, signature: signature.id, title: signature.title, icount, state, record, createdAt: now };
}
