import type { Heartbeat } from './heartbeat.ts';

/** How long a thread works before it looks whether it is asked for something else, in ms. */
const LONGEST_TURN_MS = 1;
/** How long after a question work waits for the next one, in ms: who asks waits, and mostly asks again. */
const AFTER_QUESTION_MS = 1;

/** Work in pieces, so that whoever asks for something else does not wait for its end. */
export class Turns {
  readonly #heartbeat: Heartbeat;
  #started = performance.now();
  #quietUntil = 0;

  constructor(heartbeat: Heartbeat) {
    this.#heartbeat = heartbeat;
  }

  /** Somebody waits for something: that comes first. */
  interrupt(): void {
    this.#quietUntil = performance.now() + AFTER_QUESTION_MS;
  }

  /** Gives others their turn if this one is over, also in the middle of what is waited for. */
  async breathe(): Promise<void> {
    if (performance.now() - this.#started >= LONGEST_TURN_MS) await this.#yield();
  }

  /** To be called often. Gives others their turn if this one is over. */
  async next(): Promise<void> {
    const now = performance.now();
    if (now - this.#started >= LONGEST_TURN_MS || now < this.#quietUntil) await this.pass();
  }

  /** Gives others their turn. */
  async pass(): Promise<void> {
    do {
      await this.#yield();
    } while (this.#started < this.#quietUntil);
  }

  async #yield(): Promise<void> {
    this.#heartbeat.beat();
    await new Promise((resolve) => void setImmediate(resolve));
    this.#started = performance.now();
  }
}
