import type { Format } from '../format.ts';

/** The value (-1)^negative * significand * 2^exponent. The significand may be any width; zero is a significand of 0n. */
export interface Finite {
  readonly negative: boolean;
  readonly exponent: number;
  readonly significand: bigint;
}

/** A bit pattern taken apart. `significand` and `exponent` mean nothing for `nan` and `infinity`. */
export interface Unpacked extends Finite {
  readonly kind: 'finite' | 'infinity' | 'nan';
}

export const isNan = (format: Format, bits: bigint): boolean => (bits & ~format.signBit) > format.infinity;

export const isSignalingNan = (format: Format, bits: bigint): boolean =>
  isNan(format, bits) && (bits & format.quietBit) === 0n;

export const isNegative = (format: Format, bits: bigint): boolean => (bits & format.signBit) !== 0n;

export const unpack = (format: Format, bits: bigint): Unpacked => {
  const negative = isNegative(format, bits);
  const fraction = bits & format.fractionMask;
  const field = Number((bits & format.infinity) >> BigInt(format.fractionBits));
  if (field === 2 ** format.exponentBits - 1) {
    return { kind: fraction === 0n ? 'infinity' : 'nan', negative, exponent: 0, significand: 0n };
  }
  if (field === 0) return { kind: 'finite', negative, exponent: format.minExponent, significand: fraction };
  return {
    kind: 'finite',
    negative,
    exponent: format.minExponent + field - 1,
    significand: fraction | (format.fractionMask + 1n),
  };
};
