import type { Hart } from '@reprise/riscv';

/** Why a tier gave the hart back: its slice is used up or control went elsewhere, or a breakpoint stands at its pc. */
export type TierExit = 'continue' | 'breakpoint';

/** A way to execute instructions. All of them take the same steps to the same states. */
export interface Tier {
  /** Executes from the hart's pc until its slice ends or control goes elsewhere (a trap, a return from one, a wait). */
  run(hart: Hart): TierExit;
  /** Executes one instruction, whether or not a breakpoint stands there. */
  step(hart: Hart): void;
  /** Virtual addresses to stop before. */
  setBreakpoints(addresses: ReadonlySet<bigint>): void;
  /** Forgets whatever it derived from memory: memory was replaced as a whole. */
  flush(): void;
}
