import type { StoredRun } from './run.ts';

const OF_SEGMENT = /^(log|console|notes)\/(\d+)$/;

/** The segment that an object of an epoch belongs to, by its path there. Notes are of the state that a segment ends with, and have the number of the next. */
export function segmentOf(path: string): number | undefined {
  const [, kind, number] = OF_SEGMENT.exec(path) ?? [];
  return number === undefined ? undefined : Number(number) - (kind === 'notes' ? 1 : 0);
}

/**
 * Is what an epoch of a run wrote under this path of use, now or later? Of a run that has ended, segments are those of its head, and the rest is that of
 * the epochs which are in its head, and of the last.
 */
export function isOfUse({ endedAt, epoch: last, head }: Pick<StoredRun, 'endedAt' | 'epoch' | 'head'>, epoch: number, path: string): boolean {
  if (endedAt === null) return true;
  const part = head?.parts.find((each) => each.epoch === epoch);
  const segment = segmentOf(path);
  if (segment === undefined) return part !== undefined || epoch === last;
  return part !== undefined && part.from <= segment && segment < part.to;
}
