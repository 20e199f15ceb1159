import type { Instant, Run } from '@reprise/vm';
import { firstAt } from '../recording/instants.ts';
import type { FirstDifference } from './difference.ts';
import { executeOne } from './executed.ts';
import type { Execution } from './execution.ts';
import { runDifferences } from './run-differences.ts';

/**
 * The first instruction after which two executions differ, by binary search: both begin where they are the same, and are looked at up to `to`.
 * Null if they are the same there. Each step of the search executes half as much as the one before, from states that are gone on from: neither
 * may compile (see compiledDifference).
 */
export async function firstDifference(left: Execution, right: Execution, to: Instant): Promise<FirstDifference | null> {
  const areSame = async (at: Instant): Promise<boolean> => (await left.runTo(at)) === (await right.runTo(at));
  let from = left.run.now;
  let end = Math.max(to.icount, from.icount + 1);
  if (await areSame(to)) return null;
  while (end - from.icount > 1) {
    const middle = from.icount + Math.floor((end - from.icount) / 2);
    for (const execution of [left, right]) execution.back(from);
    if (await areSame(firstAt(middle))) {
      from = left.run.now;
      for (const execution of [left, right]) execution.keep();
    } else end = middle;
  }
  for (const execution of [left, right]) execution.back(from);
  const before = pagesOf(left.run);
  const executed = [await executeOne(left), await executeOne(right)] as const;
  const differences = runDifferences(left.changes(), right.changes(), before);
  return { icount: from.icount, left: executed[0], right: executed[1], differences };
}

/** Pages of RAM as they are now, looked up later: copies of all that are not zeros. */
export function pagesOf(run: Run): (block: string, page: number) => Uint8Array | undefined {
  const { ram } = run.save();
  return (block, page) => ram.get(block)?.get(page);
}
