/** Bits `hi..lo` (inclusive, 31 >= hi >= lo >= 0) of a 32-bit value, as an unsigned number. */
export const bits = (value: number, hi: number, lo: number): number => (value << (31 - hi)) >>> (31 - hi + lo);

/** Bit `at` (0..31) of a 32-bit value. */
export const bit = (value: number, at: number): boolean => ((value >>> at) & 1) !== 0;

/** `value` with bits `hi..lo` replaced by the low bits of `field`, as an unsigned number. */
export function withBits(value: number, hi: number, lo: number, field: number): number {
  const mask = (0xffff_ffff >>> (31 - hi + lo)) << lo;
  return ((value & ~mask) | ((field << lo) & mask)) >>> 0;
}

/** The low `width` bits (1..32) of a number, read as two's complement. */
export const signExtend = (value: number, width: number): number => (value << (32 - width)) >> (32 - width);

/** Bits `hi..lo` (inclusive) of a non-negative bigint. */
export const bits64 = (value: bigint, hi: number, lo: number): bigint => BigInt.asUintN(hi - lo + 1, value >> BigInt(lo));

/** The low `width` bits of a bigint, read as two's complement. */
export const signExtend64 = (value: bigint, width: number): bigint => BigInt.asIntN(width, value);

/** The low 64 bits of a bigint, unsigned. */
export const toU64 = (value: bigint): bigint => BigInt.asUintN(64, value);

/** The low 64 bits of a bigint, signed. */
export const toI64 = (value: bigint): bigint => BigInt.asIntN(64, value);

/** The low 32 bits of an unsigned 64-bit value, as an unsigned number. */
export const low32 = (value: bigint): number => Number(value & 0xffff_ffffn);

/** Bits 63..32 of an unsigned 64-bit value, as an unsigned number. */
export const high32 = (value: bigint): number => Number((value >> 32n) & 0xffff_ffffn);

/** The unsigned 64-bit value of two 32-bit halves, each taken modulo 2^32. */
export const join64 = (high: number, low: number): bigint => (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);
