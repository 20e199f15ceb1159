import type { Hart } from '../hart/hart.ts';

/** Looks on as harts take exceptions and return from traps, and changes nothing. Interrupts are not told of. */
export interface TrapObserver {
  /**
   * An exception is about to be taken: pc and privilege are still those of the instruction that raised it. `handler` is the privilege that
   * takes it; the halves are those of the value that xtval gets.
   */
  raised(hart: Hart, cause: number, handler: number, tvalHigh: number, tvalLow: number): void;
  /** MRET or SRET was executed: pc and privilege are those that the hart goes on with. */
  returned(hart: Hart): void;
}
