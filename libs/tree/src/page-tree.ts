import { HashNode } from './hash-node.ts';
import { FANOUT, HASH_BYTES, type HashFunction, PAGE_BYTES } from './sizes.ts';
import { equalHashes, TreeShape } from './tree-shape.ts';

/** A node of a tree: its level, counted from the pages, which have level 0; its number within the level; and its hash. */
export interface NodePlace {
  readonly level: number;
  readonly index: number;
  readonly hash: Uint8Array;
}

/**
 * A hash tree over the 4 KiB pages of one memory, all zeros at first. A page's hash is that of its bytes; a node's, that of
 * its 128 children's hashes, where those beyond the last page count as zeros; the root's, that of the number of pages
 * (8 bytes, little-endian) and the top node's. After k pages have changed the root costs at most k hashes a level, and zeros
 * take no room: a subtree that was never anything else is not there.
 *
 * A tree may also be `stored`: then it begins as the hash of its top node, and nodes are put in place as they are wanted.
 */
export class PageTree {
  readonly shape: TreeShape;
  readonly #hashOf: HashFunction;
  /** The top node; null for a tree of zeros, and for one whose nodes are not loaded. */
  #node: HashNode | null = null;
  /** Its hash, and the root, while nothing has changed since. */
  #top: Uint8Array | null;
  #root: Uint8Array | null = null;

  /** @throws RangeError if `pages` is not an integer in 1 .. 2^32 */
  constructor(pages: number, hashOf: HashFunction) {
    this.#hashOf = hashOf;
    this.shape = new TreeShape(pages, hashOf);
    this.#top = this.shape.zero(this.shape.height);
  }

  /** The tree whose top node has this hash: its nodes are `missing` until `setNode` brings them. */
  static stored(pages: number, top: Uint8Array, hashOf: HashFunction): PageTree {
    checkHash(top);
    const tree = new PageTree(pages, hashOf);
    tree.#top = Uint8Array.from(top);
    return tree;
  }

  /** The same tree, which stays as it is when this one changes. Nodes that are missing here are missing there. */
  copy(): PageTree {
    const tree = PageTree.stored(this.pages, this.top(), this.#hashOf);
    tree.#node = this.#node && this.#node.copy(this.#hashOf);
    return tree;
  }

  get pages(): number {
    return this.shape.pages;
  }

  /**
   * Takes in the bytes that a page has now.
   * @throws RangeError if there is no such page, or it is not 4096 bytes, or a node above it is missing
   */
  update(page: number, bytes: Uint8Array): void {
    if (bytes.length !== PAGE_BYTES) throw new RangeError(`a page has ${PAGE_BYTES} bytes, got ${bytes.length}`);
    this.setHash(page, isZero(bytes) ? this.shape.zero(0) : this.#hashOf(bytes));
  }

  /** The same with the hash of the bytes, if it is known already. */
  setHash(page: number, hash: Uint8Array): void {
    checkHash(hash);
    if (equalHashes(this.pageHash(page), hash)) return;
    const { shape } = this;
    this.#node ??= this.#newNode(shape.height);
    this.#top = this.#root = null;
    let node = this.#node;
    for (let level = shape.height; level > 1; level--) {
      const child = shape.childOf(level, page);
      node.markStale(child);
      const below = node.children[child] ?? this.#newNode(level - 1);
      node.children[child] = below;
      node = below;
    }
    node.setChildHash(shape.childOf(1, page), hash);
  }

  /**
   * The hash of a page as last taken in.
   * @throws RangeError if there is no such page, or a node above it is missing
   */
  pageHash(page: number): Uint8Array {
    this.shape.checkPage(page);
    const node = this.#find(1, Math.floor(page / FANOUT));
    return node ? node.childHash(this.shape.childOf(1, page)) : this.shape.zero(0);
  }

  /** 32 bytes that say what all pages hold. The same pages always have the same root, however they came to be. */
  root(): Uint8Array {
    this.#root ??= this.shape.root(this.top());
    return Uint8Array.from(this.#root);
  }

  /** The hash of the top node: what `stored` takes. */
  top(): Uint8Array {
    this.#top ??= Uint8Array.from(this.#node ? this.#node.hash(this.#hashOf) : this.shape.zero(this.shape.height));
    return Uint8Array.from(this.#top);
  }

  /**
   * The bytes of a node, its children's hashes one after the other; undefined if all under it is zeros.
   * @throws RangeError if there is no such node, or it is missing
   */
  node(level: number, index: number): Uint8Array | undefined {
    this.#checkPlace(level, index);
    const top = this.top(); // brings hashes up to date
    const hash = level === this.shape.height ? top : this.#find(level + 1, Math.floor(index / FANOUT))?.childHash(index % FANOUT);
    if (!hash || this.shape.isZero(level, hash)) return undefined;
    const node = this.#find(level, index);
    return node ? Uint8Array.from(node.hashes) : undefined;
  }

  /** Is the node of a stored tree not there yet? */
  isMissing(level: number, index: number): boolean {
    this.#checkPlace(level, index);
    const node = this.#look(level, index);
    return node !== null && 'missing' in node;
  }

  /** The nodes of a stored tree that are not there yet, though those above them are: from the top down, by one step. */
  *missing(): Generator<NodePlace> {
    const { shape } = this;
    const top = this.top();
    if (this.#node) yield* this.#missingUnder(this.#node, shape.height, 0);
    else if (!shape.isZero(shape.height, top)) yield { level: shape.height, index: 0, hash: top };
  }

  /** The highest node above a page that is missing; undefined if none is. */
  missingAbove(page: number): NodePlace | undefined {
    const { shape } = this;
    shape.checkPage(page);
    let hash = this.top();
    let node = this.#node;
    for (let { height: level } = shape; level > 0; level--) {
      if (!node) return shape.isZero(level, hash) ? undefined : { level, index: Math.floor(page / FANOUT ** level), hash: Uint8Array.from(hash) };
      const child = shape.childOf(level, page);
      hash = node.childHash(child);
      node = node.children[child] ?? null;
    }
    return undefined;
  }

  /**
   * Puts the bytes of a missing node in place.
   * @throws RangeError if no such node is missing, or the bytes do not have its hash
   */
  setNode(level: number, index: number, hashes: Uint8Array): void {
    this.#checkPlace(level, index);
    const { shape } = this;
    const isTop = level === shape.height;
    const parent = isTop ? null : this.#find(level + 1, Math.floor(index / FANOUT));
    const child = index % FANOUT;
    const expected = isTop ? this.top() : parent?.childHash(child);
    const isThere = (isTop ? this.#node : parent?.children[child]) ?? null;
    if (isThere || !expected || shape.isZero(level, expected)) throw new RangeError(`node ${index} of level ${level} is not missing`);
    if (hashes.length !== PAGE_BYTES || !equalHashes(this.#hashOf(hashes), expected)) {
      throw new RangeError(`node ${index} of level ${level} is given bytes that do not have its hash`);
    }
    const node = HashNode.ofHashes(hashes, level === 1);
    if (parent) parent.children[child] = node;
    else this.#node = node;
  }

  *#missingUnder(node: HashNode, level: number, index: number): Generator<NodePlace> {
    const below = level - 1;
    if (below === 0) return;
    for (const [child, loaded] of node.children.entries()) {
      const place = index * FANOUT + child;
      const hash = node.childHash(child);
      if (loaded) yield* this.#missingUnder(loaded, below, place);
      else if (place < this.shape.count(below) && !this.shape.isZero(below, hash)) yield { level: below, index: place, hash: Uint8Array.from(hash) };
    }
  }

  /** The node at a place; null in a subtree of zeros. */
  #find(level: number, index: number): HashNode | null {
    const node = this.#look(level, index);
    if (node && 'missing' in node) throw new RangeError(`node ${node.missing.index} of level ${node.missing.level} is missing`);
    return node;
  }

  /** The same; or which node is missing, itself or the first one above it. */
  #look(level: number, index: number): HashNode | { readonly missing: Omit<NodePlace, 'hash'> } | null {
    const { shape } = this;
    let node = this.#node;
    if (!node && !shape.isZero(shape.height, this.top())) return { missing: { level: shape.height, index: 0 } };
    for (let at = shape.height; at > level && node; at--) {
      const place = Math.floor(index / FANOUT ** (at - 1 - level));
      const below: HashNode | null = node.children[place % FANOUT] ?? null;
      if (!below && !shape.isZero(at - 1, node.childHash(place % FANOUT))) return { missing: { level: at - 1, index: place } };
      node = below;
    }
    return node;
  }

  #newNode(level: number): HashNode {
    return HashNode.ofZeros(this.shape.zero(level - 1), level === 1);
  }

  #checkPlace(level: number, index: number): void {
    const isLevel = Number.isInteger(level) && level >= 1 && level <= this.shape.height;
    if (!isLevel || !Number.isInteger(index) || index < 0 || index >= this.shape.count(level)) {
      throw new RangeError(`there is no node ${index} of level ${level}`);
    }
  }
}

function checkHash(hash: Uint8Array): void {
  if (hash.length !== HASH_BYTES) throw new RangeError(`a hash has ${HASH_BYTES} bytes, got ${hash.length}`);
}

/** Are all bytes of a page zero? Looked at as words where they are aligned, as pages of guest memory are. */
export function isZero(bytes: Uint8Array): boolean {
  const { buffer, byteOffset, length } = bytes;
  if (byteOffset % 4 !== 0 || length % 4 !== 0) return bytes.every((byte) => byte === 0);
  const words = new Int32Array(buffer, byteOffset, length / 4);
  for (let at = 0; at < words.length; at++) if (words[at] !== 0) return false;
  return true;
}
