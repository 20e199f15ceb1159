import type { Run } from '@reprise/vm';

/** Ctrl-D: the end of input at a terminal. */
const END_OF_TRANSMISSION = Uint8Array.of(4);
const NS_PER_SECOND = 1e9;
/** The last one comes after so many doublings of a second: 12 days. */
const LAST = 20;

/**
 * Types what ends input at a terminal. A terminal gives it to whoever reads, once, and a program may only come to read later: so it is
 * typed after 1, 2, 4 .. seconds of virtual time, which are part of what determines the run.
 * @param ended when the input ended, virtual time in ns: what was to be typed before now has been
 */
export function injectEndOfInput(run: Run, device: string, ended = run.now.time): void {
  const { time: now } = run.now;
  for (let power = 0; power <= LAST; power++) {
    const time = ended + 2 ** power * NS_PER_SECOND;
    if (time > now) run.inject({ kind: 'characters', device, bytes: END_OF_TRANSMISSION }, { time });
  }
}

const NEWLINE = 10;

/** Types input that is whole before the run begins, where a shell reads it as lines: the last one is ended. */
export function injectWholeInput(run: Run, device: string, input: Uint8Array, hasShell: boolean): void {
  if (input.length === 0) return;
  const bytes = hasShell && input.at(-1) !== NEWLINE ? Buffer.concat([input, Uint8Array.of(NEWLINE)]) : input;
  run.inject({ kind: 'characters', device, bytes });
}
