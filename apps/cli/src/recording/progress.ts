/** How far something has come, on one line of a terminal that is written over; nothing where stderr is none. */
export class Progress {
  readonly #isShown = process.stderr.isTTY;
  #last = 0;

  show(text: () => string): void {
    const now = performance.now();
    if (!this.#isShown || now - this.#last < 200) return;
    this.#last = now;
    process.stderr.write(`\r${text()}\u001b[K`);
  }

  clear(): void {
    if (this.#isShown && this.#last > 0) process.stderr.write('\r\u001b[K');
  }
}

/** Lets signals be seen to while something goes on. */
export const nextTurn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));
