import type { FrameRecord, HangingRecord } from './crash-record.ts';
import { sourceName } from './function-names.ts';

/** Stands for a function that has no name. */
const NOWHERE = '?';

/** Names of the frames that are sure, up to a trap: recursion counts once. What the first is may be unknown: a jump went wrong. */
export function namesOf([first, ...callers]: readonly FrameRecord[]): string[] {
  if (!first) return [];
  const end = callers.findIndex(({ isSure, function: name, trap }) => !isSure || name === undefined || trap);
  const names = [first, ...(end < 0 ? callers : callers.slice(0, end))].map(nameOf);
  return names.every((name) => name === NOWHERE) ? [] : withoutRepeats(names);
}

/** The same, over traps too. */
export const namesAcrossTraps = (frames: readonly FrameRecord[]): string[] => withoutRepeats(frames.filter(({ isSure }) => isSure).map(nameOf));

const nameOf = ({ function: name }: FrameRecord): string => (name === undefined ? NOWHERE : sourceName(name));
const withoutRepeats = (names: readonly string[]): string[] => names.filter((name, index) => name !== names[index - 1]);

/** How often a function is on a stack that it overflows, at the least. */
const MANY = 8;

/** The functions that call each other without end, by name; none if there is no such. */
export function recursion(frames: readonly FrameRecord[]): string[] {
  const counts = new Map<string, number>();
  for (const name of frames.filter(({ isSure, function: name }) => isSure && name !== undefined).map(nameOf)) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].filter(([, count]) => count >= MANY).map(([name]) => name).sort();
}

/** A hart and the functions that it is in, the innermost first. */
export interface HartNames {
  readonly hart: number;
  readonly names: readonly string[];
}

/** The functions that each hart was in at every one of several instants. */
export const commonCallers = (hanging: readonly HangingRecord[]): HartNames[] =>
  hanging.map(({ hart, stacks }) => ({ hart, names: stacks.map((frames) => namesOf(frames).toReversed()).reduce(commonStart, undefined)?.toReversed() ?? [] }));

/** Of several harts, the one that is deepest in: others may be parked. */
export const deepest = (harts: readonly HartNames[]): HartNames | undefined =>
  harts.toSorted(({ names: a }, { names: b }) => b.length - a.length || (a.join('\n') < b.join('\n') ? -1 : 1))[0];

function commonStart(a: readonly string[] | undefined, b: readonly string[]): readonly string[] {
  const end = a?.findIndex((name, index) => b[index] !== name) ?? -1;
  return end < 0 ? (a ?? b) : b.slice(0, end);
}
