import { HASH_BYTES, type PageTree } from '@reprise/tree';

const FIRST_CAPACITY = 1024;

/** Hashes that pages have come to, kept until their tree is there to take them. Pages are counted through over several trees. */
export class TreeUpdates {
  #pages = new Uint32Array(FIRST_CAPACITY);
  #hashes = new Uint8Array(FIRST_CAPACITY * HASH_BYTES);
  #count = 0;
  readonly #zeros: number[] = [];

  add(page: number, hash: Uint8Array): void {
    if (this.#count === this.#pages.length) this.#grow();
    this.#pages[this.#count] = page;
    this.#hashes.set(hash, this.#count * HASH_BYTES);
    this.#count++;
  }

  /** The page is all zeros. */
  addZeros(page: number): void {
    this.#zeros.push(page);
  }

  /** Gives a tree those of its pages, which begin with number `first`. */
  applyTo(tree: PageTree, first: number): void {
    const isOurs = (page: number): boolean => page >= first && page < first + tree.pages;
    for (const page of this.#zeros) if (isOurs(page)) tree.setHash(page - first, tree.shape.zero(0));
    for (let at = 0; at < this.#count; at++) {
      const page = this.#pages[at] ?? 0;
      if (isOurs(page)) tree.setHash(page - first, this.#hashes.subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES));
    }
  }

  #grow(): void {
    const pages = new Uint32Array(this.#pages.length * 2);
    const hashes = new Uint8Array(this.#hashes.length * 2);
    pages.set(this.#pages);
    hashes.set(this.#hashes);
    this.#pages = pages;
    this.#hashes = hashes;
  }
}
