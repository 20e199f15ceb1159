/** A binary interchange format of IEEE 754-2019 §3.4. Bit patterns are unsigned `bigint`s of `width` bits. */
export interface Format {
  readonly width: number;
  readonly exponentBits: number;
  readonly fractionBits: number;
  /** p: significant bits, the hidden one counted. */
  readonly precision: number;
  /** The exponent of the last place of a subnormal: the smallest positive value is 2^minExponent. */
  readonly minExponent: number;
  readonly signBit: bigint;
  readonly fractionMask: bigint;
  /** An exponent field of all ones with no fraction. */
  readonly infinity: bigint;
  readonly maxFinite: bigint;
  /** The fraction's highest bit: set in quiet NaNs. */
  readonly quietBit: bigint;
  /** What every operation of RISC-V gives for a NaN: positive, quiet, no payload. */
  readonly canonicalNan: bigint;
}

const format = (exponentBits: number, fractionBits: number): Format => {
  const infinity = ((1n << BigInt(exponentBits)) - 1n) << BigInt(fractionBits);
  const quietBit = 1n << BigInt(fractionBits - 1);
  return {
    width: 1 + exponentBits + fractionBits,
    exponentBits,
    fractionBits,
    precision: fractionBits + 1,
    minExponent: 2 - 2 ** (exponentBits - 1) - fractionBits,
    signBit: 1n << BigInt(exponentBits + fractionBits),
    fractionMask: (1n << BigInt(fractionBits)) - 1n,
    infinity,
    maxFinite: infinity - 1n,
    quietBit,
    canonicalNan: infinity | quietBit,
  };
};

export const F16 = format(5, 10);
export const F32 = format(8, 23);
export const F64 = format(11, 52);
export const F128 = format(15, 112);
