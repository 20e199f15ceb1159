import type { Hart } from '../hart/hart.ts';
import { STIMECMP } from '../hart/words.ts';
import { Interrupt } from './causes.ts';
import { setInterruptLine, stimecmpEnabled } from './interrupt.ts';

/**
 * The tick at which stimecmp raises STIP: an integer in 0 .. 2^53-1. Null when it never will: it does not drive STIP
 * (menvcfg.STCE), or is further off than time can be.
 */
export function stimecmpDeadline(hart: Hart): number | null {
  if (!stimecmpEnabled(hart)) return null;
  const ticks = (hart.high(STIMECMP) >>> 0) * 2 ** 32 + (hart.low(STIMECMP) >>> 0);
  return ticks < 2 ** 53 ? ticks : null;
}

/** Recomputes STIP, which is time >= stimecmp (Sstc): when the deadline has come, and after stimecmp or STCE changed. */
export function updateStimecmp(hart: Hart): void {
  const deadline = stimecmpDeadline(hart);
  setInterruptLine(hart, Interrupt.SUPERVISOR_TIMER, deadline !== null && hart.ports.time() >= deadline);
}
