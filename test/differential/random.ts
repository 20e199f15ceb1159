import { randomWords, type RandomWord } from '@reprise/softfloat';

/** Murmur3's last step: every bit of the result depends on every bit of the value. */
function mixed(value: number): number {
  let hash = value | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85eb_ca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2_ae35);
  return hash ^ (hash >>> 16);
}

/** Repeatable random choices. */
export class Random {
  /** Uniform, 0 .. 2^32-1. */
  readonly word: RandomWord;

  /** Those of one subject: the numbers and names in `of` tell it from the others of the same seed. */
  constructor(seed: number, ...of: readonly (string | number)[]) {
    const parts = of.flatMap((part) => (typeof part === 'number' ? [part] : [...part].map((letter) => letter.codePointAt(0) ?? 0)));
    this.word = randomWords(parts.reduce((hash, part) => mixed(hash + Math.imul(part + 1, 0x9e37_79b9)), mixed(seed)));
  }

  /** An integer in 0 .. limit-1; `limit` up to 2^32. */
  below(limit: number): number {
    return Math.floor((this.word() / 2 ** 32) * limit);
  }

  between(first: number, last: number): number {
    return first + this.below(last - first + 1);
  }

  chance(percent: number): boolean {
    return this.below(100) < percent;
  }

  pick<T>(choices: readonly T[]): T {
    return choices[this.below(choices.length)] as T; // below() is less than the length, and no list here is empty
  }

  /** One of several ways, each as often as its weight says. */
  way<T>(...ways: readonly (readonly [weight: number, make: () => T])[]): T {
    let left = this.below(ways.reduce((sum, [weight]) => sum + weight, 0));
    for (const [weight, make] of ways) {
      if (left < weight) return make();
      left -= weight;
    }
    throw new Error('no way has a weight');
  }

  u64(): bigint {
    return (BigInt(this.word()) << 32n) | BigInt(this.word());
  }

  bytes(count: number): Uint8Array {
    const words = Uint32Array.from({ length: Math.ceil(count / 4) }, () => this.word());
    return new Uint8Array(words.buffer, 0, count);
  }
}
