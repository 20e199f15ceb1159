export type { HashFunction } from './hash-node.ts';
export { FANOUT, HASH_BYTES } from './hash-node.ts';
export { PAGE_BYTES, PageTree, isZero } from './page-tree.ts';
