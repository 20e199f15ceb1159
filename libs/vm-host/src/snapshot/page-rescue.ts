import { PAGE_SIZE, type PageRuns, type PageSaver } from '@reprise/memory';
import type { Heartbeat } from './heartbeat.ts';
import { Cell, Claim, REACHED_LENGTH, type SharedBuffers } from './shared-state.ts';

/** How long the guest is held up where the other thread does not get on, in ms; then the snapshot is given up. */
const LONGEST_WAIT_MS = 5000;

/**
 * The VM's part in a snapshot: before a page changes that the other thread has not taken yet, it is put aside. Which of the two has a page
 * is settled by one atomic exchange; the VM waits for nobody, but where it has put more aside than there is room for.
 */
export class PageRescue implements PageSaver {
  readonly #memory: Uint8Array;
  readonly #cells: Int32Array;
  readonly #claims: Uint8Array;
  readonly #aside: Uint8Array;
  readonly #asidePages: Uint32Array;
  readonly #reached: Uint32Array;
  readonly #heartbeat: Heartbeat;
  #wanted = 0;
  #put = 0;

  constructor(memory: SharedArrayBuffer, { cells, claims, aside, asidePages, reached }: SharedBuffers, heartbeat: Heartbeat) {
    this.#memory = new Uint8Array(memory);
    this.#cells = new Int32Array(cells);
    this.#claims = new Uint8Array(claims);
    this.#aside = new Uint8Array(aside);
    this.#asidePages = new Uint32Array(asidePages);
    this.#reached = new Uint32Array(reached);
    this.#heartbeat = heartbeat;
  }

  /** How many pages the snapshot has, and how many of them were put aside so far. */
  get counts(): { readonly wanted: number; readonly aside: number } {
    return { wanted: this.#wanted, aside: this.#put };
  }

  get isAbandoned(): boolean {
    return Atomics.load(this.#cells, Cell.ABANDONED) !== 0;
  }

  /** Nothing is wanted. The other thread has nothing to do with it before it is told, nor after it has said that it is done. */
  begin(): void {
    this.#claims.fill(Claim.NONE);
    this.#cells.fill(0, 0, Cell.ANSWERED);
    this.#wanted = 0;
    this.#put = 0;
  }

  /** Pages from `first` on, which `runs` counts from, are part of the snapshot. */
  want(first: number, runs: PageRuns): void {
    this.#wanted += runs.pages;
    const claims = this.#claims;
    const { bounds } = runs;
    for (let at = 0; at < bounds.length; at += 2) {
      const end = first + (bounds[at + 1] ?? 0);
      for (let page = first + (bounds[at] ?? 0); page < end; page++) claims[page] = Claim.WAITING;
    }
  }

  beforeWrite(page: number): void {
    if (this.#claims[page] !== Claim.WAITING || !this.#hasRoom()) return;
    if (Atomics.compareExchange(this.#claims, page, Claim.WAITING, Claim.ASIDE) !== Claim.WAITING) return;
    const slot = this.#put % this.#asidePages.length;
    this.#aside.set(this.#memory.subarray(page * PAGE_SIZE, (page + 1) * PAGE_SIZE), slot * PAGE_SIZE);
    this.#asidePages[slot] = page;
    this.#put++;
    Atomics.store(this.#cells, Cell.ASIDE, this.#put);
  }

  touched(page: number): void {
    if (this.#claims[page] !== Claim.WAITING) return;
    const count = Atomics.load(this.#cells, Cell.REACHED);
    if (count === REACHED_LENGTH) return;
    this.#reached[count] = page;
    Atomics.store(this.#cells, Cell.REACHED, count + 1);
  }

  /** Gives the snapshot up: it has not all of its pages. */
  abandon(): void {
    Atomics.store(this.#cells, Cell.ABANDONED, 1);
  }

  /** Waits until there is room for one more page; false if the snapshot is, or has to be, given up. */
  #hasRoom(): boolean {
    for (;;) {
      const taken = Atomics.load(this.#cells, Cell.TAKEN);
      if (this.#put - taken < this.#asidePages.length) return !this.isAbandoned;
      if (this.isAbandoned) return false;
      if (!this.#heartbeat.waitForChange(this.#cells, Cell.TAKEN, taken, LONGEST_WAIT_MS)) this.abandon();
    }
  }
}
