/** Bytes a ms that a connection must at least carry: 256 KiB/s. */
const SLOWEST = 256;
/** An hour. */
const LONGEST = 3_600_000;

/** The end of an attempt: its signal fires when the time is over. More bytes to carry put it off. */
export class Deadline {
  readonly #controller = new AbortController();
  readonly #start = Date.now();
  readonly #least: number;
  #timer: NodeJS.Timeout;

  /** @param least ms that the attempt may take whatever it carries */
  constructor(least: number, bytes: number) {
    this.#least = least;
    this.#timer = this.#arm(bytes);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Says how many bytes the attempt carries in all. */
  allow(bytes: number): void {
    clearTimeout(this.#timer);
    this.#timer = this.#arm(bytes);
  }

  clear(): void {
    clearTimeout(this.#timer);
  }

  #arm(bytes: number): NodeJS.Timeout {
    const all = Math.min(LONGEST, this.#least + bytes / SLOWEST);
    return setTimeout(() => this.#controller.abort(), Math.max(0, this.#start + all - Date.now()));
  }
}
