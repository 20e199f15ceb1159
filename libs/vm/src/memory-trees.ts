import type { PageTracker, RamBlock } from '@reprise/memory';
import { PAGE_BYTES, PageTree, type HashFunction } from '@reprise/tree';

/** The hash trees of a machine's RAM. Each time they are asked for, they take in the pages written since. */
export class MemoryTrees {
  readonly #tracker: PageTracker;
  readonly #trees: ReadonlyMap<RamBlock, PageTree>;

  constructor(blocks: readonly RamBlock[], tracker: PageTracker, hash: HashFunction) {
    this.#tracker = tracker;
    this.#trees = new Map(blocks.map((block) => [block, new PageTree(block.size / PAGE_BYTES, hash)]));
  }

  /** The root of each block's tree, by its name. Ends the epoch of dirty tracking. */
  roots(): Readonly<Record<string, Uint8Array>> {
    const changed = new Map(this.#tracker.startEpoch().map(({ range, pages }) => [range.offset, pages]));
    const roots = [...this.#trees].map(([block, tree]): [string, Uint8Array] => {
      for (const page of changed.get(block.offset) ?? []) tree.update(page, block.page(page));
      return [block.name, tree.root()];
    });
    return Object.fromEntries(roots);
  }
}
