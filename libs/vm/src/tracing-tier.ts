import type { Hart } from '@reprise/riscv';
import type { MemoryAccess, Tier, TierExit } from '@reprise/softmmu';

/**
 * Told of every instruction before it is executed, interrupts having been taken: `bits` are those at the hart's pc, of which a 16-bit
 * instruction has no others; 0 where nothing can be fetched.
 */
export type InstructionObserver = (hart: Hart, bits: number) => void;

/** A tier that takes the steps of another one by one, so that somebody can look at each. */
export class TracingTier implements Tier {
  readonly #tier: Tier;
  readonly #access: MemoryAccess;
  readonly #observe: InstructionObserver;
  #breakpoints: ReadonlySet<bigint> = new Set();

  constructor(tier: Tier, access: MemoryAccess, observe: InstructionObserver) {
    this.#tier = tier;
    this.#access = access;
    this.#observe = observe;
  }

  run(hart: Hart): TierExit {
    if (this.#breakpoints.has(hart.pc)) return 'breakpoint';
    this.step(hart);
    return 'continue';
  }

  step(hart: Hart): void {
    this.#observe(hart, this.#access.instructionBits(hart));
    this.#tier.step(hart);
  }

  setBreakpoints(addresses: ReadonlySet<bigint>): void {
    this.#breakpoints = addresses;
    this.#tier.setBreakpoints(addresses);
  }

  flush(): void {
    this.#tier.flush();
  }
}
