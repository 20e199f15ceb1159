import type { PageTracker, RamBlock } from '@reprise/memory';
import { PAGE_BYTES } from '@reprise/tree';

/**
 * When each page of RAM was last written, counted in epochs: so that several can ask what was written since each of them last looked.
 */
export class WrittenPages {
  readonly #tracker: PageTracker;
  /** By block, by page: the epoch in which it was last written; 0 = never, so it is all zeros. */
  readonly #epochs: ReadonlyMap<RamBlock, Uint32Array>;
  #epoch = 0;

  constructor(blocks: readonly RamBlock[], tracker: PageTracker) {
    this.#tracker = tracker;
    this.#epochs = new Map(blocks.map((block) => [block, new Uint32Array(block.size / PAGE_BYTES)]));
  }

  /** Ends the epoch and returns its number: what is written from now on counts as written after it. 0 is before all. */
  mark(): number {
    const dirty = new Map(this.#tracker.startEpoch().map(({ range, pages }) => [range.offset, pages]));
    this.#epoch++;
    for (const [block, epochs] of this.#epochs) {
      for (const page of dirty.get(block.offset) ?? []) epochs[page] = this.#epoch;
    }
    return this.#epoch;
  }

  /** Was the page ever written, as far as the last `mark` knows? */
  isWritten(block: RamBlock, page: number): boolean {
    return (this.#epochs.get(block)?.[page] ?? 0) > 0;
  }

  /** The pages of a block written after a mark, as far as the last `mark` knows, in ascending order. */
  since(block: RamBlock, mark: number): number[] {
    const pages: number[] = [];
    this.#epochs.get(block)?.forEach((epoch, page) => {
      if (epoch > mark) pages.push(page);
    });
    return pages;
  }
}
