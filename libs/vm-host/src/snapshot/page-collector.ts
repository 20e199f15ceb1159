import { PAGE_SIZE } from '@reprise/memory';
import { type BlockPlace, Cell, Claim, type SharedBuffers } from './shared-state.ts';

/** Four pages that are not part of the snapshot. */
const NONE_OF_FOUR = 0;

/** The VM has given the snapshot up: it cannot be completed. */
export class SnapshotAbandoned extends Error {
  override name = 'SnapshotAbandoned';
}

/**
 * The other thread's part in a snapshot: takes each page once, out of memory or where the VM has put it aside. First come those that were
 * put aside, then those that the guest has reached, then the others in ascending order.
 */
export class PageCollector {
  readonly #memory: Uint8Array;
  readonly #cells: Int32Array;
  readonly #claims: Uint8Array;
  readonly #fourClaims: Uint32Array;
  readonly #aside: Uint8Array;
  readonly #asidePages: Uint32Array;
  readonly #reached: Uint32Array;
  readonly #blocks: readonly BlockPlace[];
  #left = 0;
  #taken = 0;
  #reachedSeen = 0;
  #block = 0;
  #page = 0;

  constructor(memory: SharedArrayBuffer, { cells, claims, aside, asidePages, reached }: SharedBuffers, blocks: readonly BlockPlace[]) {
    this.#memory = new Uint8Array(memory);
    this.#cells = new Int32Array(cells);
    this.#claims = new Uint8Array(claims);
    this.#fourClaims = new Uint32Array(claims);
    this.#aside = new Uint8Array(aside);
    this.#asidePages = new Uint32Array(asidePages);
    this.#reached = new Uint32Array(reached);
    this.#blocks = blocks;
  }

  /** A snapshot of so many pages begins. */
  begin(wanted: number): void {
    this.#left = wanted;
    this.#taken = 0;
    this.#reachedSeen = 0;
    this.#block = 0;
    this.#page = this.#blocks[0]?.first ?? 0;
  }

  /** All pages were taken. */
  get isDone(): boolean {
    return this.#left === 0;
  }

  /**
   * Takes a page: copies its 4 KiB and returns its host page; -1 if the VM is about to put the next one aside.
   * @throws SnapshotAbandoned
   */
  take(into: Uint8Array): number {
    if (Atomics.load(this.#cells, Cell.ABANDONED) !== 0) throw new SnapshotAbandoned('the guest changes its memory faster than it can be saved');
    const page = this.#takeAside(into) ?? this.#takeReached(into) ?? this.#takeNext(into) ?? -1;
    if (page >= 0) this.#left--;
    return page;
  }

  #takeAside(into: Uint8Array): number | undefined {
    if (Atomics.load(this.#cells, Cell.ASIDE) === this.#taken) return undefined;
    const slot = this.#taken % this.#asidePages.length;
    into.set(this.#aside.subarray(slot * PAGE_SIZE, (slot + 1) * PAGE_SIZE));
    const page = this.#asidePages[slot];
    this.#taken++;
    Atomics.store(this.#cells, Cell.TAKEN, this.#taken);
    Atomics.notify(this.#cells, Cell.TAKEN);
    return page;
  }

  #takeReached(into: Uint8Array): number | undefined {
    const count = Atomics.load(this.#cells, Cell.REACHED);
    while (this.#reachedSeen < count) {
      const page = this.#reached[this.#reachedSeen++];
      if (page !== undefined && this.#takeFromMemory(page, into)) return page;
    }
    return undefined;
  }

  #takeNext(into: Uint8Array): number | undefined {
    for (let block = this.#blocks[this.#block]; block; block = this.#blocks[this.#block]) {
      const end = block.first + block.pages;
      while (this.#page < end) {
        if (this.#page % 4 === 0 && this.#page + 4 <= end && this.#fourClaims[this.#page / 4] === NONE_OF_FOUR) {
          this.#page += 4;
          continue;
        }
        const page = this.#page++;
        if (this.#takeFromMemory(page, into)) return page;
      }
      this.#page = this.#blocks[++this.#block]?.first ?? 0;
    }
    return undefined;
  }

  /** What was copied counts only if the VM had not put the page aside meanwhile, to change it. */
  #takeFromMemory(page: number, into: Uint8Array): boolean {
    if (Atomics.load(this.#claims, page) !== Claim.WAITING) return false;
    into.set(this.#memory.subarray(page * PAGE_SIZE, (page + 1) * PAGE_SIZE));
    return Atomics.compareExchange(this.#claims, page, Claim.WAITING, Claim.TAKEN) === Claim.WAITING;
  }
}
