export { isZero, type NodePlace, PageTree } from './page-tree.ts';
export { FANOUT, HASH_BYTES, type HashFunction, PAGE_BYTES } from './sizes.ts';
export { loadNodesAbove, type NodeSource } from './stored-nodes.ts';
export { equalHashes, TreeShape } from './tree-shape.ts';
