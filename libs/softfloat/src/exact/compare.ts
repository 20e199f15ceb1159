/** Comparisons, minimum, maximum and class: operations that never round. */
import type { Format } from '../format.ts';
import { type FloatResult, NV } from '../rounding.ts';
import { isNan, isNegative, isSignalingNan } from './unpack.ts';

/** An integer that orders bit patterns as their values, with -0 just below +0. */
const rank = (format: Format, bits: bigint): bigint =>
  isNegative(format, bits) ? -1n - (bits ^ format.signBit) : bits;

const areZeros = (format: Format, a: bigint, b: bigint): boolean => ((a | b) & ~format.signBit) === 0n;

const truth = (holds: boolean): FloatResult => ({ bits: holds ? 1n : 0n, flags: 0 });

/** Quiet: invalid only for a signaling NaN (`feq`). Gives 1n or 0n. */
export const eq = (format: Format, a: bigint, b: bigint): FloatResult => {
  if (isNan(format, a) || isNan(format, b)) {
    return { bits: 0n, flags: isSignalingNan(format, a) || isSignalingNan(format, b) ? NV : 0 };
  }
  return truth(a === b || areZeros(format, a, b));
};

/** Signaling: invalid for any NaN (`flt`). Gives 1n or 0n. */
export const lt = (format: Format, a: bigint, b: bigint): FloatResult => {
  if (isNan(format, a) || isNan(format, b)) return { bits: 0n, flags: NV };
  return truth(rank(format, a) < rank(format, b) && !areZeros(format, a, b));
};

/** Signaling: invalid for any NaN (`fle`). Gives 1n or 0n. */
export const le = (format: Format, a: bigint, b: bigint): FloatResult => {
  if (isNan(format, a) || isNan(format, b)) return { bits: 0n, flags: NV };
  return truth(rank(format, a) <= rank(format, b) || areZeros(format, a, b));
};

/** `chosen` of two numbers; the number where the other is a NaN; the canonical NaN for two (minimumNumber, IEEE 754-2019 §9.6). */
const select = (format: Format, a: bigint, b: bigint, chosen: bigint): FloatResult => {
  const flags = isSignalingNan(format, a) || isSignalingNan(format, b) ? NV : 0;
  if (isNan(format, a)) return { bits: isNan(format, b) ? format.canonicalNan : b, flags };
  return { bits: isNan(format, b) ? a : chosen, flags };
};

/** `fmin`: -0 is less than +0. */
export const min = (format: Format, a: bigint, b: bigint): FloatResult =>
  select(format, a, b, rank(format, a) < rank(format, b) ? a : b);

/** `fmax`: +0 is greater than -0. */
export const max = (format: Format, a: bigint, b: bigint): FloatResult =>
  select(format, a, b, rank(format, a) > rank(format, b) ? a : b);

/**
 * `fclass`: one bit of ten, 0 to 9: -infinity, negative normal, negative subnormal, -0, +0, positive subnormal, positive
 * normal, +infinity, signaling NaN, quiet NaN. Raises nothing.
 */
export const classify = (format: Format, a: bigint): FloatResult => ({ bits: 1n << classOf(format, a), flags: 0 });

const classOf = (format: Format, a: bigint): bigint => {
  if (isNan(format, a)) return isSignalingNan(format, a) ? 8n : 9n;
  const magnitude = a & ~format.signBit;
  const positive =
    magnitude === 0n ? 4n : magnitude <= format.fractionMask ? 5n : magnitude === format.infinity ? 7n : 6n;
  return isNegative(format, a) ? 7n - positive : positive;
};
