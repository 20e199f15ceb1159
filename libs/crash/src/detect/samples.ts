import { hartWords, type Hart } from '@reprise/riscv';
import type { Run } from '@reprise/vm';
import type { Backtraces } from '../unwind/backtrace.ts';
import type { Frame } from '../unwind/unwind.ts';

/** What a hart that never waited did at some instants. */
export interface HangingHart {
  readonly hart: number;
  readonly stacks: readonly (readonly Frame[])[];
}

/** Instructions between two looks, odd so that hardly a loop keeps step, and how far before the end of the budget the first is. */
const EVERY = 251;
const FIRST = EVERY * 4096;
/** Stacks of a hart that are kept: the latest. */
export const MOST_STACKS = 8;
const SP = 2;

interface Looks {
  /** The highest stack pointer seen in each mode. */
  readonly highest: Map<number, bigint>;
  stacks: (readonly Frame[])[];
  hasWaited: boolean;
}

/**
 * Looks at what harts do as a budget comes to its end. A loop that is never left comes back to its own function again and again: there the stack is
 * shallowest, so backtraces are taken where it is shallower than before.
 */
export class HangSamples {
  readonly #run: Run;
  readonly #backtraces: Backtraces;
  /**
   * Looks begin no earlier than in the second half of the budget: so progress before them can never bring one nearer than the run is to be stopped
   * at already.
   */
  readonly #first: number;
  #looks: ReadonlyMap<Hart, Looks> = new Map();
  /** The end of the budget that the looks are for. */
  #deadline = Infinity;
  #last = -1;

  constructor(run: Run, backtraces: Backtraces, budget: number) {
    this.#run = run;
    this.#backtraces = backtraces;
    this.#first = Math.min(FIRST, Math.floor(budget / 2 / EVERY) * EVERY);
  }

  /** What harts did that never waited. */
  get hanging(): readonly HangingHart[] {
    return [...this.#looks].flatMap(([{ index }, { hasWaited, stacks }]) => (hasWaited ? [] : [{ hart: index, stacks }]));
  }

  /** The next icount to look at. */
  next(deadline: number, icount: number): number {
    const left = deadline - icount;
    if (left > this.#first) return deadline - this.#first;
    return deadline - (Math.ceil(left / EVERY) - 1) * EVERY;
  }

  /** Looks, if this is an instant to look at. */
  look(deadline: number): void {
    const { icount, machine } = this.#run;
    const left = deadline - icount;
    if (left < 0 || left > this.#first || left % EVERY !== 0 || icount === this.#last) return;
    if (deadline !== this.#deadline) this.#looks = new Map(machine.harts.map((hart) => [hart, { highest: new Map(), stacks: [], hasWaited: false }]));
    this.#deadline = deadline;
    this.#last = icount;
    for (const [hart, looks] of this.#looks) this.#lookAt(hart, looks);
  }

  #lookAt(hart: Hart, looks: Looks): void {
    if (hart.low(hartWords.WAITING) !== 0) looks.hasWaited = true;
    const highest = looks.highest.get(hart.privilege);
    const sp = hart.x(SP);
    if (looks.hasWaited || (highest !== undefined && sp <= highest)) return;
    looks.highest.set(hart.privilege, sp);
    looks.stacks = [...looks.stacks, this.#backtraces.of(hart)].slice(-MOST_STACKS);
  }
}
