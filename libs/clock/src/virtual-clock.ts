import type { Nanoseconds } from '@reprise/bits';

/**
 * Virtual time, which is the guest's instruction count and the idle time skipped: the only clock of the engine. QEMU's other
 * two, `host` and `realtime`, exist for a guest only as values fixed by the configuration (the RTC's time at power-on):
 * nothing here ever reads the time of the machine it runs on.
 */
export interface VirtualClock {
  /** Nanoseconds since power-on, never less than before. */
  now(): Nanoseconds;
}

/** A clock that its owner sets: for specs, and for loops that know the time at each exit. */
export class ManualClock implements VirtualClock {
  #now: Nanoseconds = 0;

  now(): Nanoseconds {
    return this.#now;
  }

  /** @throws RangeError if time would go back */
  set(now: Nanoseconds): void {
    if (now < this.#now) throw new RangeError(`virtual time cannot go back from ${this.#now} to ${now} ns`);
    this.#now = now;
  }
}
