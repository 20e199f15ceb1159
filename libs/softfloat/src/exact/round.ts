import type { Format } from '../format.ts';
import { type FloatResult, NX, OF, RDN, RNE, RMM, type RoundingMode, RUP, UF, roundsUp } from '../rounding.ts';
import type { Finite } from './unpack.ts';

export const bitLength = (magnitude: bigint): number => {
  if (magnitude === 0n) return 0;
  const digits = magnitude.toString(16);
  return digits.length * 4 - (Math.clz32(Number.parseInt(digits.charAt(0), 16)) - 28);
};

/**
 * `value` without its last `places` bits, rounded to an integer.
 *
 * @param places how many bits to drop; none when zero or less, where the value is widened instead
 */
export const dropBits = (
  value: bigint,
  places: number,
  negative: boolean,
  rm: RoundingMode,
): { readonly kept: bigint; readonly isExact: boolean } => {
  if (places <= 0) return { kept: value << BigInt(-places), isExact: true };
  const kept = value >> BigInt(places);
  const dropped = value - (kept << BigInt(places));
  if (dropped === 0n) return { kept, isExact: true };
  const half = 1n << BigInt(places - 1);
  const rest = dropped < half ? 1 : dropped === half ? 2 : 3;
  return { kept: roundsUp(rm, negative, (kept & 1n) === 1n, rest) ? kept + 1n : kept, isExact: false };
};

const overflow = (format: Format, negative: boolean, rm: RoundingMode): FloatResult => {
  const goesToInfinity = rm === RNE || rm === RMM || rm === (negative ? RDN : RUP);
  return { bits: (negative ? format.signBit : 0n) | (goesToInfinity ? format.infinity : format.maxFinite), flags: OF | NX };
};

/**
 * The one rounding at the end of every operation (IEEE 754-2019 §4.3). Tininess is found after rounding (§7.5), as
 * RISC-V asks: the result is tiny when it would be below the normal range even if the exponent had no lower bound.
 */
export const round = (format: Format, value: Finite, rm: RoundingMode): FloatResult => {
  const { negative, exponent, significand } = value;
  const sign = negative ? format.signBit : 0n;
  if (significand === 0n) return { bits: sign, flags: 0 };

  const placesToPrecision = bitLength(significand) - format.precision;
  const placesToSubnormal = format.minExponent - exponent;
  const places = Math.max(placesToPrecision, placesToSubnormal);
  const { kept, isExact } = dropBits(significand, places, negative, rm);

  // A kept hidden bit counts as one in the exponent field, and so does a carry out of the significand.
  const magnitude = kept + (BigInt(exponent + places - format.minExponent) << BigInt(format.fractionBits));
  if (magnitude >= format.infinity) return overflow(format, negative, rm);
  if (isExact) return { bits: sign | magnitude, flags: 0 };

  const isBelowNormal = placesToPrecision < placesToSubnormal;
  const isTiny =
    isBelowNormal &&
    (placesToPrecision + 1 < placesToSubnormal ||
      bitLength(dropBits(significand, placesToPrecision, negative, rm).kept) === format.precision);
  return { bits: sign | magnitude, flags: isTiny ? UF | NX : NX };
};
