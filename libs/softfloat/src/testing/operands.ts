/** Bit patterns that find faults in floating-point arithmetic: for tests of this library and of all that uses it. */
import { fp } from '../fp.ts';
import type { Format } from '../format.ts';
import { RTZ } from '../rounding.ts';

/** A source of uniform 32-bit numbers, unsigned. */
export type RandomWord = () => number;

/** A repeatable one (Marsaglia's xorshift, period 2^32 - 1). */
export const randomWords = (seed: number): RandomWord => {
  let state = seed | 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return Math.imul(state, 0x9e3779b1) >>> 0;
  };
};

const below = (random: RandomWord, limit: number): number => random() % limit;

const pick = <T>(random: RandomWord, choices: readonly [T, ...T[]]): T => choices[below(random, choices.length)] ?? choices[0];

const randomBits = (random: RandomWord, count: number): bigint => {
  let bits = 0n;
  for (let done = 0; done < count; done += 32) bits = (bits << 32n) | BigInt(random());
  return BigInt.asUintN(count, bits);
};

/** Random, empty, full, one bit, a short head, a short tail, or one around the middle of a place. */
const fraction = (format: Format, random: RandomWord): bigint => {
  const count = format.fractionBits;
  const at = BigInt(below(random, count));
  switch (below(random, 8)) {
    case 0:
      return 0n;
    case 1:
      return format.fractionMask - randomBits(random, 2);
    case 2:
      return 1n << at;
    case 3:
      return (randomBits(random, count) >> at) << at;
    case 4:
      return randomBits(random, count) >> at;
    case 5:
      return BigInt.asUintN(count, ((randomBits(random, count) >> at) << at) + (1n << at >> 1n) + BigInt(below(random, 3) - 1));
    default:
      return randomBits(random, count);
  }
};

const withField = (format: Format, random: RandomWord, field: number): bigint => {
  const largest = 2 ** format.exponentBits - 2;
  const clamped = BigInt(Math.min(Math.max(field, 0), largest));
  const sign = random() & 1 ? format.signBit : 0n;
  return sign | (clamped << BigInt(format.fractionBits)) | fraction(format, random);
};

const integer = (format: Format, value: bigint | number): bigint => fp.fromInteger(format, BigInt(value), RTZ).bits;

const fieldOf = (format: Format, bits: bigint): number => Number((bits & format.infinity) >> BigInt(format.fractionBits));

/** One operand by itself: any pattern, with zeros, subnormals, the ends of the range, NaNs and integers weighted. */
export const sampleOperand = (format: Format, random: RandomWord): bigint => {
  const bias = 2 ** (format.exponentBits - 1) - 1;
  const sign = random() & 1 ? format.signBit : 0n;
  switch (below(random, 20)) {
    case 0:
      return sign;
    case 1:
      return sign | format.infinity;
    case 2:
      return sign | format.canonicalNan | pick(random, [0n, 1n, randomBits(random, format.fractionBits)]);
    case 3: // signaling: a payload that is not zero, below the quiet bit
      return sign | format.infinity | (randomBits(random, format.fractionBits - 1) >> BigInt(below(random, 20))) | 1n;
    case 4:
      return withField(format, random, 0);
    case 5: // around the smallest normal number
      return sign | (format.fractionMask + 1n + BigInt(below(random, 5) - 2));
    case 6:
      return sign | (format.maxFinite - randomBits(random, 2));
    case 7:
      return withField(format, random, below(random, format.precision));
    case 8:
      return withField(format, random, 2 * bias - below(random, 4));
    case 9: // small integers, halves and quarters
      return fp.div(format, integer(format, below(random, 65) - 32), integer(format, 1 << below(random, 3)), RTZ).bits;
    case 10: // around the ends of integer types
      return sign | integer(format, (1n << BigInt(pick(random, [31, 32, 63, 64]))) + randomBits(random, 12) - 2048n);
    case 11:
    case 12: // with some places behind the point
      return withField(format, random, bias - 2 + below(random, 68));
    case 13:
      return randomBits(random, format.width);
    default:
      return withField(format, random, bias - 40 + below(random, 80));
  }
};

/** A finite operand whose exponent stands in a telling distance to another's. */
const near = (format: Format, random: RandomWord, bits: bigint): bigint => {
  const p = format.precision;
  const distance = pick(random, [0, 0, 1, 1, 2, 3, p - 2, p - 1, p, p + 1, p + 2, 2 * p, 24, 53, 29]);
  return withField(format, random, fieldOf(format, bits) + (random() & 1 ? distance : -distance));
};

/** The same magnitude, a few last places off. */
const alike = (format: Format, random: RandomWord, bits: bigint): bigint => {
  const magnitude = (bits & ~format.signBit) + BigInt(below(random, 7) - 3);
  const clamped = magnitude < 0n ? 0n : magnitude > format.infinity ? format.maxFinite : magnitude;
  return clamped | (random() & 1 ? format.signBit : 0n);
};

export type OperandTriple = readonly [a: bigint, b: bigint, c: bigint];

/**
 * Three operands for one operation: independent; of near exponents; of almost the same magnitude; with a product at an end
 * of the range; or with a summand that cancels the product or half of its last place.
 */
export const sampleOperands = (format: Format, random: RandomWord): OperandTriple => {
  const bias = 2 ** (format.exponentBits - 1) - 1;
  const a = sampleOperand(format, random);
  switch (below(random, 6)) {
    case 0: {
      const b = near(format, random, a);
      return [a, b, near(format, random, b)];
    }
    case 1:
      return [a, alike(format, random, a), alike(format, random, a)];
    case 2: {
      const x = withField(format, random, below(random, 2 * bias));
      const end = pick(random, [-bias - format.precision, -bias, -bias, bias]) + below(random, 6) - 3;
      return [x, withField(format, random, end + 2 * bias - fieldOf(format, x)), sampleOperand(format, random)];
    }
    case 3: {
      const x = withField(format, random, bias - 30 + below(random, 60));
      const y = near(format, random, x);
      const product = fp.mul(format, x, y, RTZ).bits;
      return [x, y, random() & 1 ? alike(format, random, product) : near(format, random, product)];
    }
    default:
      return [a, sampleOperand(format, random), sampleOperand(format, random)];
  }
};
