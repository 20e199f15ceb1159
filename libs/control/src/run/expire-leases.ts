import type { Ports } from '../ports.ts';
import { advanceBatch } from '../batch/advance-batches.ts';
import { changeRun, type Change } from './change-run.ts';
import { answerEnded } from './end-run.ts';
import { afterFault } from './fault.ts';
import { isOwned } from './owner.ts';
import type { Millis, StoredRun } from './run.ts';
import { isEnd } from './states.ts';
import { wakeUp } from './wake-up.ts';

/** How many at a time. */
const MOST = 200;

/** An owner whose lease has ended is none. Nothing where it has been renewed. */
export function decideLapse(run: StoredRun, now: Millis): Change | undefined {
  if (!isOwned(run) || run.leaseUntil === null || run.leaseUntil > now) return undefined;
  return {
    ...afterFault(run, `worker ${run.worker ?? ''} was not heard of for too long`, now),
    also: async (tables, after) => {
      if (isEnd(after.state)) await answerEnded(tables, after, now);
    },
  };
}

/** Takes runs from owners that are gone. Answers how many. */
export async function expireLeases(ports: Ports): Promise<number> {
  const lapsed = await ports.record.runs.lapsed(ports.clock.now(), MOST);
  for (const { id } of lapsed) {
    const run = await changeRun(ports, id, decideLapse);
    if (run.batch !== null && isEnd(run.state)) await advanceBatch(ports, run.batch);
    await wakeUp(ports, { project: run.project, wantedWorker: null });
  }
  return lapsed.length;
}
