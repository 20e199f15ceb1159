const NS_PER_MS = 1e6;

/**
 * Keeps virtual time from running ahead of wall time, for a person at the console: a limit from outside, which the guest cannot see.
 * Wall times are milliseconds by a clock of the host that never goes back, virtual times nanoseconds.
 */
export class Pace {
  #wallMs: number;
  #virtualNs: number;

  constructor(wallMs: number, virtualNs: number) {
    this.#wallMs = wallMs;
    this.#virtualNs = virtualNs;
  }

  /** How far virtual time may come at a wall time. */
  limit(wallMs: number): number {
    return this.#virtualNs + Math.max(0, Math.floor((wallMs - this.#wallMs) * NS_PER_MS));
  }

  /** Milliseconds until virtual time may come to `virtualNs`. */
  delay(wallMs: number, virtualNs: number): number {
    return Math.max(0, (virtualNs - this.#virtualNs) / NS_PER_MS - (wallMs - this.#wallMs));
  }

  /** The guest computed, and virtual time is behind: it is let off, so that it does not make up for it by sleeping less. */
  fallBehind(wallMs: number, virtualNs: number): void {
    if (virtualNs >= this.limit(wallMs)) return;
    this.#wallMs = wallMs;
    this.#virtualNs = virtualNs;
  }
}
