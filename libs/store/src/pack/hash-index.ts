import { webcrypto as crypto } from 'node:crypto';
import { equalHashes, HASH_BYTES } from '@reprise/tree';

const WORDS = HASH_BYTES / 4;

/**
 * Finds things by their hash. The things are numbered by the caller, who also keeps the hashes: here are 4 to 8 bytes for each. Where a
 * hash goes depends on a secret, so that nobody can choose hashes that all go to one place.
 */
export class HashIndex {
  readonly #hashOf: (entry: number) => Uint8Array;
  readonly #secret = crypto.getRandomValues(new Uint32Array(WORDS));
  /** By place: 0, or an entry's number and 1. */
  #places = new Uint32Array(1024);
  #count = 0;

  /** @param hashOf the hash of an entry */
  constructor(hashOf: (entry: number) => Uint8Array) {
    this.#hashOf = hashOf;
  }

  /** Adds an entry; of those with the same hash, the first one stays. */
  add(entry: number): void {
    if (this.#count * 2 >= this.#places.length) this.#grow();
    const place = this.#place(this.#hashOf(entry));
    if (this.#places[place] !== 0) return;
    this.#places[place] = entry + 1;
    this.#count++;
  }

  find(hash: Uint8Array): number | undefined {
    const found = this.#places[this.#place(hash)] ?? 0;
    return found === 0 ? undefined : found - 1;
  }

  /** The place of the entry with this hash, or that where it would go. */
  #place(hash: Uint8Array): number {
    const mask = this.#places.length - 1;
    for (let place = this.#mix(hash) & mask; ; place = (place + 1) & mask) {
      const found = this.#places[place] ?? 0;
      if (found === 0 || equalHashes(this.#hashOf(found - 1), hash)) return place;
    }
  }

  #mix(hash: Uint8Array): number {
    let mixed = 0;
    for (let word = 0; word < WORDS; word++) {
      const at = word * 4;
      const bits = (hash[at] ?? 0) | ((hash[at + 1] ?? 0) << 8) | ((hash[at + 2] ?? 0) << 16) | ((hash[at + 3] ?? 0) << 24);
      mixed = (mixed + Math.imul(bits ^ (bits >>> 15), (this.#secret[word] ?? 0) | 1)) | 0;
      mixed ^= mixed >>> 13;
    }
    return mixed >>> 0;
  }

  #grow(): void {
    const entries = this.#places.filter((found) => found !== 0);
    this.#places = new Uint32Array(this.#places.length * 2);
    for (const found of entries) this.#places[this.#place(this.#hashOf(found - 1))] = found;
  }
}
