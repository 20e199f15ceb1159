import type { PageTree, TreeShape } from '@reprise/tree';

/** A node by its number within its level, with its hash. */
export interface NodeReference {
  readonly index: number;
  readonly hash: Uint8Array;
}

/** A tree whose nodes can be had: of memory, or stored. */
export interface TreeNodes {
  readonly shape: TreeShape;
  /** The hash of the top node. */
  readonly top: Uint8Array;
  /** The bytes of nodes of one level, by their number. Those of zeros are left out. */
  nodes(level: number, wanted: readonly NodeReference[]): Promise<ReadonlyMap<number, Uint8Array>>;
}

/** The nodes of a tree in memory, which must not change while they are looked at. Those that it misses are read by their hash. */
export const nodesOfTree = (tree: PageTree, read?: (hash: Uint8Array) => Promise<Uint8Array>): TreeNodes => ({
  shape: tree.shape,
  top: tree.top(),
  nodes: async (level, wanted) => {
    const nodes = new Map<number, Uint8Array>();
    for (const { index, hash } of wanted) {
      const bytes = read && tree.isMissing(level, index) ? await read(hash) : tree.node(level, index);
      if (bytes) nodes.set(index, bytes);
    }
    return nodes;
  },
});

/** The tree of that shape over nothing but zeros. */
export const nodesOfZeros = (shape: TreeShape): TreeNodes => ({ shape, top: shape.zero(shape.height), nodes: () => Promise.resolve(new Map()) });
