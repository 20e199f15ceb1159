import { FANOUT, HASH_BYTES, type HashFunction, HashNode } from './hash-node.ts';

/** Bytes of a page. */
export const PAGE_BYTES = 4096;

/**
 * A hash tree over the 4 KiB pages of one memory, all zeros at first. A page's hash is that of its bytes; a node's, that of
 * its 128 children's hashes, where those beyond the last page count as zeros; the root's, that of the number of pages
 * (8 bytes, little-endian) and the top node's. After k pages have changed the root costs at most k hashes a level, and zeros
 * take no room: a subtree that was never anything else is not there.
 */
export class PageTree {
  readonly pages: number;
  readonly #hashOf: HashFunction;
  /** The hash of a subtree of zeros by its height; [0] is that of a page. */
  readonly #zeros: Uint8Array[];
  /** Levels of nodes above the pages, at least 1. */
  readonly #height: number;
  #top: HashNode | null = null;
  #root: Uint8Array | null = null;

  /** @throws RangeError if `pages` is not an integer in 1 .. 2^32 */
  constructor(pages: number, hashOf: HashFunction) {
    if (!Number.isInteger(pages) || pages < 1 || pages > 2 ** 32) throw new RangeError(`a tree cannot have ${pages} pages`);
    this.pages = pages;
    this.#hashOf = hashOf;
    let height = 1;
    while (FANOUT ** height < pages) height++;
    this.#height = height;
    this.#zeros = [Uint8Array.from(hashOf(new Uint8Array(PAGE_BYTES)))];
    for (let level = 1; level <= height; level++) this.#zeros.push(Uint8Array.from(hashOf(repeated(this.#zero(level - 1)))));
  }

  /**
   * Takes in the bytes that a page has now.
   * @throws RangeError if there is no such page or it is not 4096 bytes
   */
  update(page: number, bytes: Uint8Array): void {
    if (bytes.length !== PAGE_BYTES) throw new RangeError(`a page has ${PAGE_BYTES} bytes, got ${bytes.length}`);
    this.setHash(page, isZero(bytes) ? this.#zero(0) : this.#hashOf(bytes));
  }

  /** The same with the hash of the bytes, if it is known already. */
  setHash(page: number, hash: Uint8Array): void {
    this.#check(page);
    if (hash.length !== HASH_BYTES) throw new RangeError(`a hash has ${HASH_BYTES} bytes, got ${hash.length}`);
    if (equal(this.pageHash(page), hash)) return;
    this.#root = null;
    this.#top ??= this.#newNode(this.#height);
    let node = this.#top;
    for (let level = this.#height; level > 1; level--) {
      const child = childAt(page, level);
      node.markStale(child);
      const below = node.children[child] ?? this.#newNode(level - 1);
      node.children[child] = below;
      node = below;
    }
    node.setChildHash(childAt(page, 1), hash);
  }

  /** The hash of a page as last taken in. */
  pageHash(page: number): Uint8Array {
    this.#check(page);
    let node = this.#top;
    for (let level = this.#height; level > 1 && node; level--) node = node.children[childAt(page, level)] ?? null;
    return node ? node.childHash(childAt(page, 1)) : this.#zero(0);
  }

  /** 32 bytes that say what all pages hold. The same pages always have the same root, however they came to be. */
  root(): Uint8Array {
    this.#root ??= this.#computeRoot();
    return Uint8Array.from(this.#root);
  }

  #computeRoot(): Uint8Array {
    const sized = new Uint8Array(8 + HASH_BYTES);
    new DataView(sized.buffer).setBigUint64(0, BigInt(this.pages), true);
    sized.set(this.#top ? this.#top.hash(this.#hashOf) : this.#zero(this.#height), 8);
    return Uint8Array.from(this.#hashOf(sized));
  }

  #newNode(level: number): HashNode {
    return new HashNode(this.#zero(level - 1), level === 1);
  }

  #zero(level: number): Uint8Array {
    return this.#zeros[level] ?? new Uint8Array(HASH_BYTES);
  }

  #check(page: number): void {
    if (!Number.isInteger(page) || page < 0 || page >= this.pages) throw new RangeError(`there is no page ${page}, only 0..${this.pages - 1}`);
  }
}

/** Which child of a node at `level` a page is in. */
const childAt = (page: number, level: number): number => Math.floor(page / FANOUT ** (level - 1)) % FANOUT;

function repeated(hash: Uint8Array): Uint8Array {
  const all = new Uint8Array(FANOUT * HASH_BYTES);
  for (let child = 0; child < FANOUT; child++) all.set(hash, child * HASH_BYTES);
  return all;
}

const equal = (a: Uint8Array, b: Uint8Array): boolean => {
  for (let at = 0; at < HASH_BYTES; at++) if (a[at] !== b[at]) return false;
  return true;
};

/** Are all bytes of a page zero? Looked at as words where they are aligned, as pages of guest memory are. */
export function isZero(bytes: Uint8Array): boolean {
  const { buffer, byteOffset, length } = bytes;
  if (byteOffset % 4 !== 0 || length % 4 !== 0) return bytes.every((byte) => byte === 0);
  const words = new Int32Array(buffer, byteOffset, length / 4);
  for (let at = 0; at < words.length; at++) if (words[at] !== 0) return false;
  return true;
}
