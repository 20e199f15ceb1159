/** How often a thread shows that it is alive, in ms. */
const BEAT_MS = 50;
/** How long it may not, though it is only busy, or others are. */
const DEAD_AFTER_MS = 20_000;

/** A word that a thread counts up as long as it lives, so that another one that waits for it does not wait for ever. */
export class Heartbeat {
  readonly buffer: SharedArrayBuffer;
  readonly #beats: Int32Array;

  /** In ms: a thread that has not beaten for so long is dead. */
  readonly #deadAfter: number;

  constructor(buffer = new SharedArrayBuffer(4), deadAfter = DEAD_AFTER_MS) {
    this.buffer = buffer;
    this.#deadAfter = deadAfter;
    this.#beats = new Int32Array(buffer);
  }

  /** To be called now and then by the thread that is waited for, also where it is busy for long. */
  beat(): void {
    Atomics.add(this.#beats, 0, 1);
  }

  /** Beats whenever the thread has a turn. */
  start(): void {
    setInterval(() => this.beat(), BEAT_MS).unref();
  }

  /**
   * Waits until a cell no longer has a value; false if that has taken longer than `ms`, or the other thread has not beaten for long. The
   * other thread notifies the cell.
   */
  waitForChange(cells: Int32Array, cell: number, value: number, ms: number): boolean {
    let last = Atomics.load(this.#beats, 0);
    let silent = 0;
    for (let waited = 0; waited < ms && silent < this.#deadAfter; waited += BEAT_MS) {
      if (Atomics.wait(cells, cell, value, BEAT_MS) !== 'timed-out') return true;
      const beats = Atomics.load(this.#beats, 0);
      silent = beats === last ? silent + BEAT_MS : 0;
      last = beats;
    }
    return Atomics.load(cells, cell) !== value;
  }
}
