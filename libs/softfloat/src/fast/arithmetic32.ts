/**
 * binary32 arithmetic on doubles. Rounding the double result of + - * / or a square root of two floats once more to a float
 * gives the correctly rounded result, since 53 >= 2 * 24 + 2 (Figueroa, "When is double rounding innocuous?", SIGNUM
 * Newsletter 30(3), 1995), also in the subnormal range; for fma the double sum is rounded to odd.
 */
import { F32 } from '../format.ts';
import { fp } from '../fp.ts';
import { NX, OF, RNE, type RoundingMode, UF } from '../rounding.ts';
import { sumError, sumToOdd } from './error-free.ts';
import { narrow, put } from './slow.ts';
import { floatOf, putFloat, type ResultWords } from './words.ts';

const SIGN = -0x80000000;
/** Below this, rounding to 24 bits stays below the normal range (2^-126): the midpoint under it. */
const TINY = 2 ** -126 - 2 ** -151;

const isFinite = (bits: number): boolean => (bits & 0x7f800000) !== 0x7f800000;

/**
 * Rounds a double to a float, to nearest.
 *
 * @param isExact whether the double is the operation's exact result
 */
export const finish = (result: ResultWords, value: number, isExact: boolean): number => {
  const rounded = Math.fround(value);
  putFloat(result, rounded);
  if (isExact && rounded === value) return 0;
  const magnitude = Math.abs(value);
  if (magnitude < TINY) return UF | NX;
  return Math.abs(rounded) === Infinity ? OF | NX : NX;
};

export const add = (result: ResultWords, aBits: number, bBits: number, rm: RoundingMode): number => {
  if (rm !== RNE || !isFinite(aBits) || !isFinite(bBits)) {
    return put(result, fp.add(F32, narrow(aBits), narrow(bBits), rm));
  }
  const a = floatOf(aBits);
  const b = floatOf(bBits);
  const sum = a + b;
  return finish(result, sum, sumError(a, b, sum) === 0);
};

export const sub = (result: ResultWords, aBits: number, bBits: number, rm: RoundingMode): number =>
  add(result, aBits, bBits ^ SIGN, rm);

export const mul = (result: ResultWords, aBits: number, bBits: number, rm: RoundingMode): number => {
  if (rm !== RNE || !isFinite(aBits) || !isFinite(bBits)) {
    return put(result, fp.mul(F32, narrow(aBits), narrow(bBits), rm));
  }
  return finish(result, floatOf(aBits) * floatOf(bBits), true);
};

export const div = (result: ResultWords, aBits: number, bBits: number, rm: RoundingMode): number => {
  if (rm !== RNE || !isFinite(aBits) || !isFinite(bBits) || bBits << 1 === 0) {
    return put(result, fp.div(F32, narrow(aBits), narrow(bBits), rm));
  }
  const a = floatOf(aBits);
  const b = floatOf(bBits);
  const quotient = a / b;
  return finish(result, quotient, Math.fround(quotient) * b === a);
};

export const sqrt = (result: ResultWords, aBits: number, rm: RoundingMode): number => {
  if (rm !== RNE || aBits < 0 || !isFinite(aBits)) return put(result, fp.sqrt(F32, narrow(aBits), rm));
  const a = floatOf(aBits);
  const root = Math.sqrt(a);
  const rounded = Math.fround(root);
  return finish(result, rounded, rounded * rounded === a);
};

/** a * b + c rounded once: the product of two floats is a double. */
export const fma = (result: ResultWords, aBits: number, bBits: number, cBits: number, rm: RoundingMode): number => {
  if (rm !== RNE || !isFinite(aBits) || !isFinite(bBits) || !isFinite(cBits)) {
    return put(result, fp.fma(F32, narrow(aBits), narrow(bBits), narrow(cBits), rm));
  }
  const product = floatOf(aBits) * floatOf(bBits);
  const c = floatOf(cBits);
  const sum = product + c;
  if (sumError(product, c, sum) === 0) return finish(result, sum, true);
  return finish(result, sumToOdd(product, c), false);
};
