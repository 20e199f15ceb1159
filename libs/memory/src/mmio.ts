/** What an access came to; a guest sees both errors as an access fault. Never an exception. */
export type AccessStatus = 'ok' | 'decode-error' | 'access-error';

/** Bytes of one access. */
export type AccessSize = 1 | 2 | 4 | 8;

/**
 * A device's side of an MMIO region. `offset` is in bytes from the region's start. Values are little-endian and unsigned;
 * a value read is masked to the size, and a value to be written has been. `size` is one that the region's `impl` allows.
 */
export interface MmioOps {
  read(offset: number, size: number): number;
  write(offset: number, value: number, size: number): void;
  /** 8-byte accesses, used where `impl.max` is 8; without them these are two 4-byte accesses, the low one first. */
  read64?(offset: number): bigint;
  write64?(offset: number, value: bigint): void;
  /** What a debugger shows: like `read`, but without any side effect; undefined = nothing to show. */
  peek?(offset: number, size: number): number | undefined;
}

/** Which accesses a region takes (`valid`; others fault) and which its ops take (`impl`; others are split or widened). */
export interface AccessRules {
  readonly valid?: {
    /** Default 1. */
    readonly min?: AccessSize;
    /** Default 8. */
    readonly max?: AccessSize;
    /** Are accesses at other than multiples of their size allowed? Default false. */
    readonly unaligned?: boolean;
    readonly accepts?: (offset: number, size: number, isWrite: boolean) => boolean;
  };
  readonly impl?: {
    /** Default 1. A narrower read takes its bytes from an aligned wider one; a narrower write has zeros around its bytes. */
    readonly min?: AccessSize;
    /** Default 4. A wider access is made of several, the lowest address first. */
    readonly max?: AccessSize;
  };
}

const maskOf = (size: number): number => (size >= 4 ? 0xffff_ffff : 2 ** (8 * size) - 1);

/** Ops behind their access rules: QEMU's access_with_adjusted_size. */
export class MmioPort {
  readonly ops: MmioOps;
  readonly #rules: AccessRules;
  readonly #validMin: number;
  readonly #validMax: number;
  readonly #unaligned: boolean;
  readonly #min: number;
  readonly #max: number;

  constructor(ops: MmioOps, rules: AccessRules = {}) {
    this.ops = ops;
    this.#rules = rules;
    this.#validMin = rules.valid?.min ?? 1;
    this.#validMax = rules.valid?.max ?? 8;
    this.#unaligned = rules.valid?.unaligned ?? false;
    this.#min = rules.impl?.min ?? 1;
    this.#max = rules.impl?.max ?? 4;
  }

  /** Does the region take this access at all? */
  accepts(offset: number, size: number, isWrite: boolean): boolean {
    if (size < this.#validMin || size > this.#validMax) return false;
    if (!this.#unaligned && offset % size !== 0) return false;
    return this.#rules.valid?.accepts?.(offset, size, isWrite) ?? true;
  }

  /** 1, 2 or 4 bytes of an accepted access. */
  read(offset: number, size: number): number {
    if (size > this.#max) return this.#readPieces(offset, size);
    if (size < this.#min) return this.#readPart(offset, size);
    return (this.ops.read(offset, size) & maskOf(size)) >>> 0;
  }

  read64(offset: number): bigint {
    if (this.#max === 8 && this.ops.read64) return BigInt.asUintN(64, this.ops.read64(offset));
    const low = this.read(offset, 4);
    return (BigInt(this.read(offset + 4, 4)) << 32n) | BigInt(low);
  }

  write(offset: number, value: number, size: number): void {
    if (size > this.#max) {
      for (let at = 0; at < size; at += this.#max) this.write(offset + at, value >>> (8 * at), this.#max);
    } else if (size < this.#min) {
      this.#writePart(offset, value, size);
    } else {
      this.ops.write(offset, (value & maskOf(size)) >>> 0, size);
    }
  }

  write64(offset: number, value: bigint): void {
    if (this.#max === 8 && this.ops.write64) return this.ops.write64(offset, BigInt.asUintN(64, value));
    this.write(offset, Number(value & 0xffff_ffffn), 4);
    this.write(offset + 4, Number((value >> 32n) & 0xffff_ffffn), 4);
  }

  #readPieces(offset: number, size: number): number {
    let value = 0;
    for (let at = 0; at < size; at += this.#max) value |= this.read(offset + at, this.#max) << (8 * at);
    return value >>> 0;
  }

  #readPart(offset: number, size: number): number {
    const base = offset - (offset % this.#min);
    if (this.#min === 8) return Number((this.read64(base) >> BigInt(8 * (offset - base))) & BigInt(maskOf(size)));
    return ((this.read(base, this.#min) >>> (8 * (offset - base))) & maskOf(size)) >>> 0;
  }

  #writePart(offset: number, value: number, size: number): void {
    const base = offset - (offset % this.#min);
    const shift = 8 * (offset - base);
    const masked = (value & maskOf(size)) >>> 0;
    if (this.#min === 8) this.write64(base, BigInt(masked) << BigInt(shift));
    else this.write(base, masked << shift, this.#min);
  }
}

/** The ops of a region where reads are 0 and writes are dropped. */
export const emptyOps: MmioOps = { read: () => 0, write: () => {}, peek: () => 0 };
