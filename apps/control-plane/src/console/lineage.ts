import type { ServiceRecord, StoredRun } from '@reprise/control';
import type { StoredPart } from './stored-console.ts';

/** Runs that a run may go on from, one from the other, at most. */
const MOST_ANCESTORS = 64;

/** A run and those that it goes on from, the oldest first, as far as they are stored. */
export async function lineage({ runs }: Pick<ServiceRecord, 'runs'>, run: StoredRun): Promise<readonly StoredPart[]> {
  const stored: StoredPart[] = [];
  for (let next: StoredRun | undefined = run; next && stored.length <= MOST_ANCESTORS; next = next.origin?.run ? await runs.get(next.origin.run) : undefined) {
    if (next.head && next.head.parts.length > 0) stored.unshift({ run: next.id, head: next.head });
    else if (next !== run) break;
  }
  return stored;
}
