/** Something to sleep by that others can end. A ring while nobody sleeps ends the next sleep at once. */
export class Alarm {
  #rung = false;
  #wake: (() => void) | undefined;

  ring(): void {
    this.#rung = true;
    this.#wake?.();
  }

  /** Sleeps until a ring, at most `ms` (Infinity = only a ring ends it). */
  async sleep(ms: number): Promise<void> {
    if (!this.#rung) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        setTimeout(resolve, Math.min(ms, LONGEST_MS)).unref?.();
      });
    }
    this.#wake = undefined;
    this.#rung = false;
  }
}

/** One sleep; who sleeps looks again after it. */
const LONGEST_MS = 1000;
