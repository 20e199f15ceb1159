import type { Format } from '../format.ts';
import { type FloatResult, NV } from '../rounding.ts';
import { isSignalingNan } from './unpack.ts';

/** The result of an operation on a NaN: canonical, invalid when an operand is signaling (RISC-V F chapter, "NaN Generation and Propagation"). */
export const propagateNan = (format: Format, ...operands: readonly bigint[]): FloatResult => ({
  bits: format.canonicalNan,
  flags: operands.some((bits) => isSignalingNan(format, bits)) ? NV : 0,
});

/** The result of an operation that has no usefully definable one (IEEE 754-2019 §7.2). */
export const invalid = (format: Format): FloatResult => ({ bits: format.canonicalNan, flags: NV });

export const infinity = (format: Format, negative: boolean): FloatResult => ({
  bits: negative ? format.signBit | format.infinity : format.infinity,
  flags: 0,
});
