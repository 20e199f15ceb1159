import { hexOfBytes } from '@reprise/bits';
import { Cause } from '@reprise/riscv';
import type { HashFunction } from '@reprise/tree';
import { causeName, isFault } from './cause-names.ts';
import type { CrashRecord, CrashSignature, FrameRecord } from './crash-record.ts';
import { isReporter } from './function-names.ts';
import { commonCallers, deepest, namesAcrossTraps, namesOf, recursion } from './names.ts';

/** Frames that count. */
const TOP = 3;
const ID_BYTES = 8;
const MACHINE = 3;

/** What a signature is made from. */
export type Signed = Pick<CrashRecord, 'cause' | 'hart' | 'harts' | 'hanging'>;

/**
 * What tells a crash from others, whatever its addresses, its hart, its time: what went wrong, and the functions in which it did, the innermost
 * first. Only frames that are sure count, and only up to the first without a name.
 */
export function signatureOf(crash: Signed, hash: HashFunction): CrashSignature {
  const { title, frames } = describe(crash);
  const names = frames.slice(0, TOP);
  const text = new TextEncoder().encode([title, ...names].join('\n'));
  return { id: hexOfBytes(Uint8Array.from(hash(text)).subarray(0, ID_BYTES)), title, frames: names };
}

interface Description {
  readonly title: string;
  readonly frames: readonly string[];
}

function describe({ cause, hart, harts, hanging = [] }: Signed): Description {
  const frames = harts[hart]?.backtrace ?? [];
  switch (cause.kind) {
    case 'trap': {
      const fault = causeName(BigInt(cause.last.cause));
      const isUnreachable = cause.form === 'unreachable';
      // where there is no handler, what it was to handle tells more
      return { title: `trap handler ${isUnreachable ? 'cannot be entered' : 'does not return'}: ${fault}`, frames: namesAcrossTraps(isUnreachable ? frames.slice(1) : frames) };
    }
    case 'no-progress':
      return { title: 'no progress', frames: deepest(commonCallers(hanging))?.names ?? [] };
    case 'idle':
      return { title: 'every hart waits for ever', frames: namesOf(frames) };
    case 'failure':
      return faultIn(frames) ?? { title: `ended with code ${cause.exitCode}`, frames: namesOf(behindReporters(frames)) };
    case 'console':
      return faultIn(frames) ?? { title: normalised(cause.line), frames: namesOf(behindReporters(frames)) };
  }
}

/** The fault that a handler is at: one of the handler's own mode, or any where machine mode handles it; what a kernel does for its users is none. */
function faultIn(frames: readonly FrameRecord[]): Description | undefined {
  for (const [index, { trap, privilege }] of frames.entries()) {
    if (!trap) continue;
    const handler = frames[index - 1]?.privilege;
    if (handler !== MACHINE && privilege !== handler) return undefined;
    if (trap.cause !== undefined && !isFault(trap.cause)) continue;
    const inside = frames.slice(index);
    const loop = recursion(inside);
    return { title: `${trap.cause === undefined ? 'trap' : causeName(trap.cause)}${loop.length > 0 ? ' in recursion' : ''}`, frames: loop.length > 0 ? loop : namesOf(inside) };
  }
  return undefined;
}

/** What called the outermost of the functions that report, on this side of any trap; what firmware does when it is asked to counts as a report. */
function behindReporters(frames: readonly FrameRecord[]): readonly FrameRecord[] {
  const end = frames.findIndex(({ trap }) => trap !== undefined);
  if (frames[end]?.trap?.cause === BigInt(Cause.ECALL_FROM_SUPERVISOR)) return behindReporters(asInnermost(frames.slice(end)));
  const own = end < 0 ? frames : frames.slice(0, end);
  return frames.slice(own.findLastIndex(({ function: name }) => name !== undefined && isReporter(name)) + 1);
}

/** Without the trap that the first frame was left by. */
function asInnermost([first, ...callers]: readonly FrameRecord[]): readonly FrameRecord[] {
  if (!first) return [];
  const { trap: _, ...frame } = first;
  return [frame, ...callers];
}

/** A line without what differs from run to run: time stamps, addresses, numbers. */
const normalised = (line: string): string =>
  line
    .replace(/^\[[ \d.]+\](?:\[ *[CT]\d+\])? */, '')
    .replace(/\b0x[0-9a-f]+\b|\b[0-9a-f]{8,}\b|\b\d+\b/gi, '#')
    .slice(0, 200);
