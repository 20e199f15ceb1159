import { BENCH_RAM } from '@reprise/qdev';

const RAM_SIZE = 1 << 20;

/** Numbers for fuzzing that depend on a seed alone (xorshift32), among them those that go wrong most easily. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed === 0 ? 1 : seed;
  }

  /** 0 .. limit-1. */
  below(limit: number): number {
    this.#state ^= this.#state << 13;
    this.#state ^= this.#state >>> 17;
    this.#state ^= this.#state << 5;
    return (this.#state >>> 0) % limit;
  }

  /** True once in `odds` times. */
  oneIn(odds: number): boolean {
    return this.below(odds) === 0;
  }

  pick<T>(items: readonly [T, ...T[]]): T {
    return items[this.below(items.length)] ?? items[0];
  }

  bytes(length: number): Uint8Array {
    return Uint8Array.from({ length }, () => this.below(256));
  }

  /** For a register: 32 bits. */
  value(): number {
    return this.pick([0, 1, 2, 7, 8, 16, 0x7fff, 0xffff, BENCH_RAM, BENCH_RAM + RAM_SIZE - 8, 0xffff_fff0, 0xffff_ffff, this.below(256), this.below(2 ** 32)]);
  }

  /** Mostly in bench RAM. */
  address(): number {
    return this.oneIn(8) ? this.value() * this.pick([1, 4096, 2 ** 32]) : BENCH_RAM + this.below(RAM_SIZE);
  }

  /** Of a buffer. */
  length(): number {
    return this.pick([0, 1, 8, 16, 16, 20, 512, 512, 1024, 4096, 70_000, this.value()]);
  }
}
