import type { Heartbeat } from './heartbeat.ts';

/** How long a thread works before it looks whether it is asked for something else, in ms. */
const LONGEST_TURN_MS = 2;

/** Work in pieces, so that whoever asks for something else does not wait for its end. */
export class Turns {
  readonly #heartbeat: Heartbeat;
  #started = performance.now();

  constructor(heartbeat: Heartbeat) {
    this.#heartbeat = heartbeat;
  }

  /** To be called often. Gives others their turn if this one is over. */
  async next(): Promise<void> {
    if (performance.now() - this.#started < LONGEST_TURN_MS) return;
    await this.pass();
  }

  /** Gives others their turn. */
  async pass(): Promise<void> {
    this.#heartbeat.beat();
    await new Promise((resolve) => void setImmediate(resolve));
    this.#started = performance.now();
  }
}
