import type { RamBlock } from '@reprise/memory';
import { loadNodesAbove, PAGE_BYTES, PageTree, type HashFunction, type NodeSource } from '@reprise/tree';
import type { WrittenPages } from './written-pages.ts';

interface BlockTree {
  readonly tree: PageTree;
  /** Where nodes are that the tree does not have yet. */
  readonly nodes: NodeSource | null;
}

/** The hash trees of a machine's RAM. Each time they are asked for, they take in the pages written since. */
export class MemoryTrees {
  readonly #written: WrittenPages;
  readonly #trees = new Map<RamBlock, BlockTree>();
  readonly #hash: HashFunction;
  #mark = 0;

  constructor(blocks: readonly RamBlock[], written: WrittenPages, hash: HashFunction) {
    this.#written = written;
    this.#hash = hash;
    this.#forget(blocks);
  }

  /** All memory is to be looked at anew. */
  reset(): void {
    this.#forget([...this.#trees.keys()]);
  }

  /** Takes another tree for a block's. `begin` must follow. */
  replace(block: RamBlock, tree: PageTree, nodes: NodeSource): void {
    this.#trees.set(block, { tree, nodes });
  }

  /** The trees are those of memory as it was at a mark. */
  begin(mark: number): void {
    this.#mark = mark;
  }

  /** Each block's tree as memory is now, by the block's name. @throws what the source of nodes throws */
  current(): ReadonlyMap<string, PageTree> {
    const mark = this.#written.mark();
    const trees = [...this.#trees].map(([block, { tree, nodes }]): [string, PageTree] => {
      const pages = this.#written.since(block, this.#mark).toArray();
      if (nodes) loadNodesAbove(tree, pages, nodes);
      for (const page of pages) tree.update(page, block.page(page));
      return [block.name, tree];
    });
    this.#mark = mark;
    return new Map(trees);
  }

  #forget(blocks: readonly RamBlock[]): void {
    for (const block of blocks) this.#trees.set(block, { tree: new PageTree(block.size / PAGE_BYTES, this.#hash), nodes: null });
    this.#mark = 0;
  }
}
