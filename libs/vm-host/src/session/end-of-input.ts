import type { Run } from '@reprise/vm';

/** Ctrl-D: the end of input at a terminal. */
const END_OF_TRANSMISSION = Uint8Array.of(4);
const NS_PER_SECOND = 1e9;
/** The last one comes after so many doublings of a second: 12 days. */
const LAST = 20;

/**
 * Types what ends input at a terminal. A terminal gives it to whoever reads, once, and a program may only come to read later: so it is
 * typed after 1, 2, 4 .. seconds of virtual time, which are part of what determines the run.
 */
export function injectEndOfInput(run: Run, device: string): void {
  const { time } = run.now;
  for (let power = 0; power <= LAST; power++) {
    run.inject({ kind: 'characters', device, bytes: END_OF_TRANSMISSION }, { time: time + 2 ** power * NS_PER_SECOND });
  }
}
