import type { VirtualClock } from '@reprise/clock';
import type { Slice } from '@reprise/riscv';

/** Nanoseconds of virtual time in one tick of mtime (10 MHz, as on QEMU's boards). */
const NS_PER_TICK = 100;

/**
 * Virtual time: the instruction count times 2^shift, plus the idle time that was skipped. Both are state. While an instruction is under
 * way, time is what it was before it.
 */
export class VirtualTime implements VirtualClock {
  /** log2 of the nanoseconds that an instruction takes, 0 .. 10: QEMU's `-icount shift=`. */
  readonly shift: number;
  readonly #slice: Slice;
  /** Steps of all harts before the slice under way. */
  #icount = 0;
  /** Nanoseconds skipped while every hart waited. */
  #idle = 0;

  constructor(slice: Slice, shift: number) {
    this.#slice = slice;
    this.shift = shift;
  }

  /** Steps finished before the current instruction. */
  get icount(): number {
    return this.#icount + (this.#slice.hart ? Math.max(0, this.#slice.taken - 1) : 0);
  }

  get idle(): number {
    return this.#idle;
  }

  now(): number {
    return this.icount * 2 ** this.shift + this.#idle;
  }

  ticks(): number {
    return Math.floor(this.now() / NS_PER_TICK);
  }

  /** Takes in the steps of a finished slice. */
  advance(steps: number): void {
    this.#icount += steps;
  }

  /** Skips to a later time, in ns. */
  skipTo(time: number): void {
    this.#idle += time - this.now();
  }

  /** How many steps until `time` (ns) has come: at least 1 if it has not. */
  stepsUntil(time: number): number {
    return Math.ceil((time - this.now()) / 2 ** this.shift);
  }

  restore(icount: number, idle: number): void {
    this.#icount = icount;
    this.#idle = idle;
  }

  static ticksToNs(ticks: number): number {
    return ticks * NS_PER_TICK;
  }
}
