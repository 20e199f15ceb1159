import type { Format } from '../format.ts';
import { type FloatResult, NV, NX, type RoundingMode } from '../rounding.ts';
import { infinity, propagateNan } from './nan.ts';
import { dropBits, round } from './round.ts';
import { unpack } from './unpack.ts';

/** From one format to another (`fcvt.s.d`, `fcvt.d.s`). */
export const convert = (from: Format, to: Format, a: bigint, rm: RoundingMode): FloatResult => {
  const x = unpack(from, a);
  if (x.kind === 'nan') return { bits: to.canonicalNan, flags: propagateNan(from, a).flags };
  return x.kind === 'infinity' ? infinity(to, x.negative) : round(to, x, rm);
};

/** An integer of any size, the value itself (not its two's complement), rounded to a format (`fcvt.d.l` and the like). */
export const fromInteger = (format: Format, value: bigint, rm: RoundingMode): FloatResult => {
  const negative = value < 0n;
  return round(format, { negative, exponent: 0, significand: negative ? -value : value }, rm);
};

export interface IntegerType {
  /** Bits: 32 or 64. */
  readonly width: number;
  readonly isSigned: boolean;
}

export const I32: IntegerType = { width: 32, isSigned: true };
export const U32: IntegerType = { width: 32, isSigned: false };
export const I64: IntegerType = { width: 64, isSigned: true };
export const U64: IntegerType = { width: 64, isSigned: false };

/**
 * The integer that a value rounds to (`fcvt.w.d` and the like): the value itself, so negative ones are negative `bigint`s.
 * Out of range gives the nearest end of the range, a NaN the upper one, both with NV alone (RISC-V F chapter, "Domains of
 * float-to-integer conversions").
 */
export const toInteger = (format: Format, a: bigint, to: IntegerType, rm: RoundingMode): FloatResult => {
  const highest = (1n << BigInt(to.isSigned ? to.width - 1 : to.width)) - 1n;
  const lowest = to.isSigned ? -highest - 1n : 0n;
  const x = unpack(format, a);
  if (x.kind === 'nan') return { bits: highest, flags: NV };
  if (x.kind === 'infinity') return { bits: x.negative ? lowest : highest, flags: NV };
  const { kept, isExact } = dropBits(x.significand, -x.exponent, x.negative, rm);
  const value = x.negative ? -kept : kept;
  if (value > highest) return { bits: highest, flags: NV };
  if (value < lowest) return { bits: lowest, flags: NV };
  return { bits: value, flags: isExact ? 0 : NX };
};
