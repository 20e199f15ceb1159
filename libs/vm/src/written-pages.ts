import { MAX_PAGES, PAGE_SHIFT, PAGE_SIZE, PageRuns, type PageTracker, type RamBlock } from '@reprise/memory';

/** Pages that are looked at together where none of them was written. */
const GROUP_SHIFT = 7;
const GROUP = 1 << GROUP_SHIFT;

/**
 * When each page of RAM was last written, counted in epochs: so that several can ask what was written since each of them last looked.
 */
export class WrittenPages {
  readonly #tracker: PageTracker;
  /** By host page: the epoch in which it was last written; 0 = never, so it is all zeros. */
  readonly #epochs = new Uint32Array(MAX_PAGES);
  /** By group of host pages: the latest of them. */
  readonly #latest = new Uint32Array(MAX_PAGES / GROUP);
  #epoch = 0;
  /** The host pages written in the last epoch, by range: what is asked for mostly. */
  #last: readonly PageRuns[] = [];

  constructor(tracker: PageTracker) {
    this.#tracker = tracker;
  }

  /** Ends the epoch and returns its number: what is written from now on counts as written after it. 0 is before all. */
  mark(): number {
    const written = this.#tracker.startEpoch();
    this.#epoch++;
    this.#last = written;
    for (const { bounds } of written) for (let at = 0; at < bounds.length; at += 2) this.#note(bounds[at] ?? 0, bounds[at + 1] ?? 0);
    return this.#epoch;
  }

  /** Takes all of some blocks for written before the mark that is returned: they hold what came there by another way. */
  markAll(blocks: readonly RamBlock[]): number {
    this.mark();
    for (const block of blocks) {
      const runs = new PageRuns();
      runs.add(firstOf(block), endOf(block));
      this.#last = [...this.#last.filter(({ bounds: [first = -1] }) => !isIn(block, first)), runs];
      this.#note(firstOf(block), endOf(block));
    }
    return this.#epoch;
  }

  /** Was the page ever written, as far as the last `mark` knows? */
  isWritten(block: RamBlock, page: number): boolean {
    return (this.#epochs[firstOf(block) + page] ?? 0) > 0;
  }

  /** The pages of a block written after a mark, as far as the last `mark` knows. Unwritten memory costs next to nothing. */
  since(block: RamBlock, mark: number): PageRuns {
    const base = firstOf(block);
    if (mark === this.#epoch - 1) return this.#last.find(({ bounds: [first = -1] }) => isIn(block, first))?.from(base) ?? new PageRuns();
    const epochs = this.#epochs;
    const runs = new PageRuns();
    const end = endOf(block);
    for (let page = base; page < end; ) {
      const groupEnd = Math.min(end, ((page >>> GROUP_SHIFT) + 1) << GROUP_SHIFT);
      if ((this.#latest[page >>> GROUP_SHIFT] ?? 0) <= mark) page = groupEnd;
      while (page < groupEnd) {
        while (page < groupEnd && (epochs[page] ?? 0) <= mark) page++;
        const first = page;
        while (page < groupEnd && (epochs[page] ?? 0) > mark) page++;
        if (page > first) runs.add(first - base, page - base);
      }
    }
    return runs;
  }

  #note(first: number, end: number): void {
    for (let page = first; page < end; page++) this.#epochs[page] = this.#epoch;
    for (let group = first >>> GROUP_SHIFT; group <= (end - 1) >>> GROUP_SHIFT; group++) this.#latest[group] = this.#epoch;
  }
}

const firstOf = (block: RamBlock): number => block.offset >>> PAGE_SHIFT;
const endOf = (block: RamBlock): number => firstOf(block) + block.size / PAGE_SIZE;
const isIn = (block: RamBlock, page: number): boolean => page >= firstOf(block) && page < endOf(block);
