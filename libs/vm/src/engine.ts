import type { TimerList } from '@reprise/clock';
import { hartFields, hartWords, pendingInterrupt, takeInterrupt, wakeable, type Hart, type Slice } from '@reprise/riscv';
import type { Tier } from '@reprise/softmmu';
import type { VirtualTime } from './virtual-time.ts';

/** Why the engine stopped. */
export type EngineStop =
  /** The limit on instructions or on virtual time is reached. */
  | 'limit'
  /** A breakpoint stands at the pc of the current hart. */
  | 'breakpoint'
  /** Something asked for it with `stop`. */
  | 'asked'
  /** The hart that was to take a step has taken it. */
  | 'step'
  /** Every hart waits, and nothing inside the machine will ever wake one. */
  | 'idle';

export interface EngineLimits {
  /** Steps of all harts: absolute, as `icount` counts. */
  readonly icount: number;
  /** Virtual nanoseconds, absolute. */
  readonly time: number;
  /** The index of a hart whose next step is the last. */
  readonly stepOf?: number | undefined;
}

const STEPS = hartFields.steps.offset / 4;
/** In steps. They fit the slice's counter, and code that the host has compiled better meanwhile is taken up with the next slice. */
const LONGEST_SLICE = 2 ** 18;

/**
 * The execution loop: harts in turn, timers and interrupts at exact instructions. Where it looks up in between (slices) is no state and
 * changes nothing: what could happen at an instruction happens there whether or not a slice ends.
 */
export class Engine {
  /** The hart whose turn it is, and the steps that it has left in it. State. */
  #turn = 0;
  #turnLeft: number;
  readonly #harts: readonly Hart[];
  readonly #tier: Tier;
  readonly #slice: Slice;
  readonly #time: VirtualTime;
  readonly #timers: TimerList;
  /** Steps in a hart's turn: part of the configuration. */
  readonly #quantum: number;
  #asked = false;
  /** Timers have fired at this instant: it is done, and only a step or a skip leads on. */
  #settled = false;
  /** Set after a stop at a breakpoint, so that the next run does not stop there again. */
  #passBreakpoint = false;
  /** By hart: the icount just after the last step that it took since the state was loaded. No state: for who looks back. */
  readonly #lastSteps: (number | undefined)[] = [];

  constructor(harts: readonly Hart[], tier: Tier, slice: Slice, time: VirtualTime, timers: TimerList, quantum: number) {
    this.#harts = harts;
    this.#tier = tier;
    this.#slice = slice;
    this.#time = time;
    this.#timers = timers;
    this.#quantum = quantum;
    this.#turnLeft = quantum;
  }

  get currentHart(): Hart {
    const hart = this.#harts[this.#turn];
    if (!hart) throw new Error(`there is no hart ${this.#turn}`);
    return hart;
  }

  /**
   * Have the timers of this instant fired, and perhaps an interrupt been taken? Then it is too late for an event to happen at it: one that
   * does comes before both.
   */
  get isSettled(): boolean {
    return this.#settled;
  }

  /** Every hart waits for an interrupt. */
  get isWaiting(): boolean {
    return !this.#harts.some(isReady);
  }

  /** The icount just after the last step that a hart has taken; undefined if it has taken none since the state was loaded. */
  lastStepOf(hart: number): number | undefined {
    return this.#lastSteps[hart];
  }

  /** Stops the engine after the instruction under way. */
  stop(): void {
    this.#asked = true;
    this.#slice.end();
  }

  run(limits: EngineLimits): EngineStop {
    this.#asked = false;
    for (;;) {
      if (this.#asked) return 'asked';
      if (this.#time.icount >= limits.icount || this.#time.now() >= limits.time) return 'limit';
      if (!this.#settled) {
        this.#settled = true;
        if (this.#timers.fire(this.#time.now()) > 0 && this.#asked) return 'asked';
      }
      if (!this.#chooseHart()) {
        const next = Math.min(this.#timers.nextDeadline() ?? Infinity, limits.time);
        if (next === Infinity) return 'idle';
        if (next > this.#time.now()) this.#time.skipTo(next);
        this.#settled = false;
        continue;
      }
      const exit = this.#runTurn(limits);
      if (exit !== 'continue') return exit;
    }
  }

  save(): { readonly turn: number; readonly turnLeft: number } {
    return { turn: this.#turn, turnLeft: this.#turnLeft };
  }

  restore(turn: number, turnLeft: number): void {
    this.#turn = turn;
    this.#turnLeft = turnLeft;
    this.#settled = false;
    this.#passBreakpoint = false;
    this.#lastSteps.length = 0;
  }

  reset(): void {
    this.restore(0, this.#quantum);
  }

  /** Gives the turn to the next hart that can go on, if the one that has it cannot; false, and nothing changes, if all wait. */
  #chooseHart(): boolean {
    if (this.#turnLeft > 0 && isReady(this.currentHart)) return wake(this.currentHart);
    const count = this.#harts.length;
    for (let after = 1; after <= count; after++) {
      const hart = this.#harts[(this.#turn + after) % count];
      if (!hart || !isReady(hart)) continue;
      // another hart may store now, so a reservation cannot be kept
      if (count > 1) this.currentHart.setPair(hartWords.RESERVATION, -1, -1);
      this.#turn = hart.index;
      this.#turnLeft = this.#quantum;
      return wake(hart);
    }
    return false;
  }

  #runTurn(limits: EngineLimits): 'continue' | 'breakpoint' | 'step' {
    const hart = this.currentHart;
    const isStep = hart.index === limits.stepOf;
    const interrupt = pendingInterrupt(hart);
    if (interrupt !== -1) takeInterrupt(hart, interrupt);
    const deadline = Math.min(this.#timers.nextDeadline() ?? Infinity, limits.time);
    const steps = Math.min(
      this.#harts.length === 1 ? Infinity : this.#turnLeft, // a hart that is alone gets every turn
      limits.icount - this.#time.icount,
      Math.max(1, this.#time.stepsUntil(deadline)),
      isStep ? 1 : LONGEST_SLICE,
    );
    this.#slice.begin(hart, steps);
    let exit: 'continue' | 'breakpoint' = 'continue';
    let taken = 0;
    try {
      if (this.#passBreakpoint) this.#tier.step(hart);
      else exit = this.#tier.run(hart);
    } finally {
      taken = this.#account(hart);
    }
    // A step that was held before it was taken is still to be.
    this.#passBreakpoint = exit === 'breakpoint' || (this.#passBreakpoint && taken === 0);
    return isStep && taken > 0 ? 'step' : exit;
  }

  /** Books the steps of a turn, and returns how many there were. */
  #account(hart: Hart): number {
    const taken = this.#slice.finish();
    this.#time.advance(taken);
    if (taken > 0) {
      this.#settled = false;
      this.#lastSteps[hart.index] = this.#time.icount;
    }
    const left = this.#turnLeft - taken;
    this.#turnLeft = left >= 0 ? left : (this.#quantum + (left % this.#quantum)) % this.#quantum;
    const low = (hart.low(STEPS) >>> 0) + taken;
    hart.setPair(STEPS, hart.high(STEPS) + (low >= 2 ** 32 ? 1 : 0), low | 0);
    return taken;
  }
}

const isReady = (hart: Hart): boolean => hart.low(hartWords.WAITING) === 0 || wakeable(hart);

function wake(hart: Hart): true {
  hart.setLow(hartWords.WAITING, 0);
  return true;
}
