const FEWEST = 1000;
const MOST = 2 ** 30;
/** How much longer than the last a slice may be: one measurement may be far off. */
const GROWTH = 8;

/**
 * How many instructions to run before looking up, so that it takes about a given time. Where slices end changes nothing for the guest.
 */
export class SliceLength {
  readonly #targetMs: number;
  #instructions = 50_000;

  constructor(targetMs: number) {
    this.#targetMs = targetMs;
  }

  get instructions(): number {
    return this.#instructions;
  }

  /** Takes in what a slice has taken: instructions executed, milliseconds passed. */
  observe(instructions: number, ms: number): void {
    if (instructions <= 0) return;
    const wanted = ms > 0 ? (instructions * this.#targetMs) / ms : Infinity;
    this.#instructions = Math.round(Math.min(Math.max(wanted, FEWEST), this.#instructions * GROWTH, MOST));
  }
}
