/** Children of a node. */
export const FANOUT = 128;
/** Bytes of a hash. */
export const HASH_BYTES = 32;

/** SHA-256, given from outside: any bytes (perhaps in shared memory) to 32 bytes. */
export type HashFunction = (bytes: Uint8Array) => Uint8Array;

/** A part of the tree that is not known to be all zeros: the hashes of its children, and which of those are out of date. */
export class HashNode {
  /** The children's hashes, one after the other: what the node's own hash is taken of. */
  readonly hashes: Uint8Array;
  /** By child; none in a node whose children are pages, and null for a subtree of zeros. */
  readonly children: (HashNode | null)[];
  /** Children that have changed since `hashes` got theirs. */
  readonly #stale = new Set<number>();

  constructor(zeroChild: Uint8Array, ofPages: boolean) {
    this.hashes = new Uint8Array(FANOUT * HASH_BYTES);
    for (let child = 0; child < FANOUT; child++) this.hashes.set(zeroChild, child * HASH_BYTES);
    this.children = ofPages ? [] : Array.from({ length: FANOUT }, () => null);
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
