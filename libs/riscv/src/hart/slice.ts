import type { Hart } from './hart.ts';
import { hartWord } from './layout.ts';

const REMAINING = hartWord('remaining');

/**
 * How many steps the running hart may take before the engine looks again. The count that is left lies in the hart's state, where generated
 * code keeps it up to date for the host: while the host does something for an instruction, that instruction is already charged.
 */
export class Slice {
  #hart: Hart | undefined;
  #length = 0;
  #ended = false;

  /** Lets `hart` take `steps` steps, 1 .. 2^31-1. */
  begin(hart: Hart, steps: number): void {
    this.#hart = hart;
    this.#length = steps;
    this.#ended = false;
    hart.setLow(REMAINING, steps);
  }

  /** Lets nobody take further steps after the one under way. */
  end(): void {
    const hart = this.#hart;
    if (!hart) return;
    this.#ended = true;
    this.#length -= hart.low(REMAINING);
    hart.setLow(REMAINING, 0);
  }

  /** Nothing runs any more; returns the steps taken. */
  finish(): number {
    const taken = this.taken;
    this.#hart = undefined;
    this.#length = 0;
    return taken;
  }

  get hart(): Hart | undefined {
    return this.#hart;
  }

  get isEnded(): boolean {
    return this.#ended;
  }

  get remaining(): number {
    return this.#hart?.low(REMAINING) ?? 0;
  }

  /** Steps charged so far, the one under way included. */
  get taken(): number {
    return this.#length - this.remaining;
  }

  /** Charges one step, for an instruction that generated code has not charged. */
  charge(): void {
    this.#hart?.setLow(REMAINING, this.remaining - 1);
  }

  /** Takes the charge back: the step will be charged again. */
  refund(): void {
    this.#hart?.setLow(REMAINING, this.remaining + 1);
  }

  /** Runs `step`, which takes at most one step, with all but one of those left set aside. */
  single(step: () => void): void {
    const aside = this.remaining - 1;
    this.#length -= aside;
    this.#hart?.setLow(REMAINING, 1);
    step();
    if (this.#ended) return;
    this.#length += aside;
    this.#hart?.setLow(REMAINING, this.remaining + aside);
  }
}
