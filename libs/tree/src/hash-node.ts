import { FANOUT, HASH_BYTES, type HashFunction } from './sizes.ts';
import { repeated } from './tree-shape.ts';

/** A part of the tree that is not known to be all zeros: the hashes of its children, and which of those are out of date. */
export class HashNode {
  /** The children's hashes, one after the other: what the node's own hash is taken of. */
  readonly hashes: Uint8Array;
  /** By child; none in a node whose children are pages, and null for a subtree of zeros and for one that is not loaded. */
  readonly children: (HashNode | null)[];
  /** Children that have changed since `hashes` got theirs. */
  readonly #stale = new Set<number>();

  private constructor(hashes: Uint8Array, ofPages: boolean) {
    this.hashes = hashes;
    this.children = ofPages ? [] : Array.from({ length: FANOUT }, () => null);
  }

  static ofZeros(zeroChild: Uint8Array, ofPages: boolean): HashNode {
    return new HashNode(repeated(zeroChild), ofPages);
  }

  /** Of its bytes, which are copied. */
  static ofHashes(hashes: Uint8Array, ofPages: boolean): HashNode {
    return new HashNode(Uint8Array.from(hashes), ofPages);
  }

  /** With all that is under it, and none of its hashes out of date. */
  copy(hashOf: HashFunction): HashNode {
    this.hash(hashOf);
    const copy = HashNode.ofHashes(this.hashes, this.children.length === 0);
    for (const [child, node] of this.children.entries()) copy.children[child] = node && node.copy(hashOf);
    return copy;
  }

  childHash(child: number): Uint8Array {
    return this.hashes.subarray(child * HASH_BYTES, (child + 1) * HASH_BYTES);
  }

  setChildHash(child: number, hash: Uint8Array): void {
    this.hashes.set(hash, child * HASH_BYTES);
  }

  markStale(child: number): void {
    this.#stale.add(child);
  }

  /** The node's hash, with the children's that are out of date worked out again first. */
  hash(hashOf: HashFunction): Uint8Array {
    for (const child of this.#stale) {
      const node = this.children[child];
      if (node) this.setChildHash(child, node.hash(hashOf));
    }
    this.#stale.clear();
    return hashOf(this.hashes);
  }
}
