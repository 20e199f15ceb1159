import type { Ports } from '../ports.ts';

/** Runs that a project may have in the queue at a time. */
const PER_PROJECT = 32;
/** And all projects together. */
const IN_ALL = 2048;

/**
 * Puts into the queue what waits in the record: whoever calls it, and how often, does not matter. Workers take wake-ups in the order in which they came. A project has
 * only its next few there, the first by priority and age, and they come in turns, so that ten thousand runs of one project are not before another's one.
 */
export async function refillQueue({ record, queue, clock }: Ports, project?: string): Promise<number> {
  const waiting = await record.runs.waiting(clock.now(), PER_PROJECT, IN_ALL, project);
  if (waiting.length > 0) await queue.add(waiting.map(({ id, epoch }) => ({ run: id, epoch })));
  return waiting.length;
}
