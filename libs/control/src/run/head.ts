import type { Head, LogPart } from '@reprise/contracts';
import { ControlError } from '../errors.ts';
import { segmentsOf } from './run.ts';

const sameHead = (a: Head, b: Head): boolean => a.seal === b.seal && segmentsOf(a) === segmentsOf(b);

function checkParts(parts: readonly LogPart[], epoch: number): void {
  let next = 0;
  let latest = 0;
  for (const { epoch: of, from, to } of parts) {
    if (from !== next || to <= from || of <= latest || of > epoch) {
      throw new ControlError('run.head_invalid', `segments ${from} to ${to} of epoch ${of} do not follow ${next} segments up to epoch ${latest} in a head of epoch ${epoch}`);
    }
    next = to;
    latest = of;
  }
}

/** Are the first `segments` segments the same in both? */
function samePrefix(a: readonly LogPart[], b: readonly LogPart[], segments: number): boolean {
  const cut = (parts: readonly LogPart[]): string =>
    JSON.stringify(parts.filter(({ from }) => from < segments).map(({ epoch, from, to }) => [epoch, from, Math.min(to, segments)]));
  return cut(a) === cut(b);
}

/**
 * Checks that a head goes on from what the record has: the same segments, then more, all of them of this epoch. A head that is the record's own is fine as well.
 * @throws ControlError run.head_behind if the record is further (a late repetition), run.head_invalid for what cannot follow
 */
export function checkHead(before: Head | null, head: Head, epoch: number): void {
  checkParts(head.parts, epoch);
  if (head.states.length !== head.keyframes.length) {
    throw new ControlError('run.head_invalid', `${head.keyframes.length} keyframes and ${head.states.length} states: one state for each is right`);
  }
  if (before === null) return;
  const stored = segmentsOf(before);
  if (segmentsOf(head) < stored) throw new ControlError('run.head_behind', `${stored} segments are stored, and this head has ${segmentsOf(head)}`);
  if (!samePrefix(before.parts, head.parts, stored) || (segmentsOf(head) === stored && !sameHead(before, head))) {
    throw new ControlError('run.head_invalid', `a head that does not go on from the ${stored} segments that are stored`);
  }
  const own = head.parts.at(-1);
  if (segmentsOf(head) > stored && (own?.epoch !== epoch || own.from > stored)) {
    throw new ControlError('run.head_invalid', `segments from ${stored} on have to be of epoch ${epoch}`);
  }
}
