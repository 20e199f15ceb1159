import { LogError } from './log-error.ts';
import type { Segment, SegmentEnd } from './segment.ts';
import { isSame } from './segment-reader.ts';

/** What the next segment must follow from. */
export type Link = { readonly seal: Uint8Array; readonly end: SegmentEnd };

/**
 * Checks that a segment follows the one before it; the first, that it belongs to the configuration with this hash.
 * @throws LogError
 */
export function checkLink({ start, end }: Segment, before: Link | undefined, configuration: Uint8Array): void {
  const wrong = (message: string): LogError => new LogError(start.number, 'chain', message);
  if (end.icount < start.icount) throw wrong('it ends before it begins');
  if (!before) {
    if (!isSame(start.previous, configuration)) throw wrong('it belongs to a run of another configuration');
    if (start.consoleBytes !== 0) throw wrong('it is the first, but the console is not at its start');
    return;
  }
  if (!isSame(start.previous, before.seal)) throw wrong('it does not hold the hash of the segment before it: one of them was changed');
  if (before.end.outcome.kind !== 'continues') throw wrong('it comes after the end of the run');
  for (const part of ['icount', 'time', 'digest', 'consoleBytes'] as const) {
    if (start[part] !== before.end[part]) throw wrong(`its ${part} at the start, ${start[part]}, is not that at the end of the segment before: ${before.end[part]}`);
  }
}
