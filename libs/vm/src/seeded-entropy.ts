import type { EntropySource } from '@reprise/qdev';
import type { HashFunction } from '@reprise/tree';

const BLOCK = 32;

/** Random bytes that are a function of a seed and of how many were taken: block n is the hash of the seed and n. */
export class SeededEntropy implements EntropySource {
  readonly #hash: HashFunction;
  readonly #seed: bigint;
  /** Bytes taken so far: all the state there is. */
  taken = 0;

  /** `seed` counts modulo 2^64. */
  constructor(seed: bigint, hash: HashFunction) {
    this.#seed = seed;
    this.#hash = hash;
  }

  fill(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; ) {
      const within = this.taken % BLOCK;
      const part = this.#block(Math.floor(this.taken / BLOCK)).subarray(within, within + bytes.length - at);
      bytes.set(part, at);
      at += part.length;
      this.taken += part.length;
    }
  }

  #block(index: number): Uint8Array {
    const input = new DataView(new ArrayBuffer(16));
    input.setBigUint64(0, BigInt.asUintN(64, this.#seed), true);
    input.setBigUint64(8, BigInt(index), true);
    return this.#hash(new Uint8Array(input.buffer));
  }
}
