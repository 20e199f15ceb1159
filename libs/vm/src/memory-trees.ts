import type { RamBlock } from '@reprise/memory';
import { PAGE_BYTES, PageTree, type HashFunction } from '@reprise/tree';
import type { WrittenPages } from './written-pages.ts';

/** The hash trees of a machine's RAM. Each time they are asked for, they take in the pages written since. */
export class MemoryTrees {
  readonly #written: WrittenPages;
  readonly #trees: ReadonlyMap<RamBlock, PageTree>;
  #mark = 0;

  constructor(blocks: readonly RamBlock[], written: WrittenPages, hash: HashFunction) {
    this.#written = written;
    this.#trees = new Map(blocks.map((block) => [block, new PageTree(block.size / PAGE_BYTES, hash)]));
  }

  /** The root of each block's tree, by its name. */
  roots(): Readonly<Record<string, Uint8Array>> {
    const since = this.#mark;
    this.#mark = this.#written.mark();
    const roots = [...this.#trees].map(([block, tree]): [string, Uint8Array] => {
      for (const page of this.#written.since(block, since).toArray()) tree.update(page, block.page(page));
      return [block.name, tree.root()];
    });
    return Object.fromEntries(roots);
  }
}
