import { FANOUT, HASH_BYTES, type HashFunction, PAGE_BYTES } from './sizes.ts';

/**
 * What a tree over so many pages looks like, whatever they hold. Level 0 is that of pages; a node of level n has nodes (or pages) of level
 * n - 1 as children, and there is one node of level `height`.
 */
export class TreeShape {
  readonly pages: number;
  /** Levels of nodes above the pages, at least 1. */
  readonly height: number;
  readonly #hashOf: HashFunction;
  /** The hash of a subtree of zeros by its level. */
  readonly #zeros: readonly Uint8Array[];

  /** @throws RangeError if `pages` is not an integer in 1 .. 2^32 */
  constructor(pages: number, hashOf: HashFunction) {
    if (!Number.isInteger(pages) || pages < 1 || pages > 2 ** 32) throw new RangeError(`a tree cannot have ${pages} pages`);
    this.pages = pages;
    this.#hashOf = hashOf;
    let height = 1;
    while (FANOUT ** height < pages) height++;
    this.height = height;
    const zeros = [Uint8Array.from(hashOf(new Uint8Array(PAGE_BYTES)))];
    // grows as it is gone through
    for (const zero of zeros) if (zeros.length <= height) zeros.push(Uint8Array.from(hashOf(repeated(zero))));
    this.#zeros = zeros;
  }

  /** The hash of a page (level 0) or node that has only zeros under it. Not to be changed. */
  zero(level: number): Uint8Array {
    const zero = this.#zeros[level];
    if (!zero) throw new RangeError(`there is no level ${level}, only 0..${this.height}`);
    return zero;
  }

  isZero(level: number, hash: Uint8Array): boolean {
    return equalHashes(hash, this.zero(level));
  }

  /** How many nodes (or pages) of a level there are that have pages under them. */
  count(level: number): number {
    return Math.ceil(this.pages / FANOUT ** level);
  }

  /** Which of its children a page is under, for the node of `level` that it is under. */
  childOf(level: number, page: number): number {
    return Math.floor(page / FANOUT ** (level - 1)) % FANOUT;
  }

  /** The root of the tree whose top node has this hash. */
  root(top: Uint8Array): Uint8Array {
    const sized = new Uint8Array(8 + HASH_BYTES);
    new DataView(sized.buffer).setBigUint64(0, BigInt(this.pages), true);
    sized.set(top, 8);
    return Uint8Array.from(this.#hashOf(sized));
  }

  /** @throws RangeError if there is no such page */
  checkPage(page: number): void {
    if (!Number.isInteger(page) || page < 0 || page >= this.pages) throw new RangeError(`there is no page ${page}, only 0..${this.pages - 1}`);
  }
}

/** The bytes of a node all of whose children have this hash. */
export function repeated(hash: Uint8Array): Uint8Array {
  const all = new Uint8Array(FANOUT * HASH_BYTES);
  for (let child = 0; child < FANOUT; child++) all.set(hash, child * HASH_BYTES);
  return all;
}

export const equalHashes = (a: Uint8Array, b: Uint8Array): boolean => {
  for (let at = 0; at < HASH_BYTES; at++) if (a[at] !== b[at]) return false;
  return true;
};
