import { webcrypto as crypto } from 'node:crypto';
import { equalHashes, HASH_BYTES } from '@reprise/tree';

const WORDS = HASH_BYTES / 4;
/** Places, at least; always a power of two. */
const FEWEST = 1024;

/**
 * Finds things by their hash. The things are numbered by the caller, who also keeps the hashes: here are 16 to 32 bytes for each. Where a
 * hash goes depends on a secret, so that nobody can choose hashes that all go to one place.
 */
export class HashIndex {
  readonly #hashOf: (entry: number) => Uint8Array;
  readonly #secret = crypto.getRandomValues(new Uint32Array(WORDS));
  /** By place: 0, or an entry's number and 1; and what its hash was mixed to. */
  #places = new Uint32Array(FEWEST);
  #mixed = new Uint32Array(FEWEST);
  #count = 0;

  /** @param hashOf the hash of an entry */
  constructor(hashOf: (entry: number) => Uint8Array) {
    this.#hashOf = hashOf;
  }

  /** Makes room for so many more. */
  reserve(count: number): void {
    let places = this.#places.length;
    while ((this.#count + count) * 2 >= places) places *= 2;
    if (places > this.#places.length) this.#grow(places);
  }

  /** Adds an entry; of those with the same hash, the first one stays. */
  add(entry: number, hash = this.#hashOf(entry)): void {
    this.reserve(1);
    const mixed = this.#mix(hash);
    const place = this.#place(hash, mixed);
    if (this.#places[place] !== 0) return;
    this.#places[place] = entry + 1;
    this.#mixed[place] = mixed;
    this.#count++;
  }

  find(hash: Uint8Array): number | undefined {
    const found = this.#places[this.#place(hash, this.#mix(hash))] ?? 0;
    return found === 0 ? undefined : found - 1;
  }

  /** The place of the entry with this hash, or that where it would go. */
  #place(hash: Uint8Array, mixed: number): number {
    const places = this.#places;
    const mask = places.length - 1;
    for (let place = mixed & mask; ; place = (place + 1) & mask) {
      const found = places[place] ?? 0;
      if (found === 0 || (this.#mixed[place] === mixed && equalHashes(this.#hashOf(found - 1), hash))) return place;
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

  #grow(length: number): void {
    const [before, mixedBefore] = [this.#places, this.#mixed];
    const places = new Uint32Array(length);
    const mixed = new Uint32Array(length);
    const mask = length - 1;
    for (let at = 0; at < before.length; at++) {
      const found = before[at] ?? 0;
      if (found === 0) continue;
      const of = mixedBefore[at] ?? 0;
      let place = of & mask;
      while (places[place] !== 0) place = (place + 1) & mask;
      places[place] = found;
      mixed[place] = of;
    }
    this.#places = places;
    this.#mixed = mixed;
  }
}
