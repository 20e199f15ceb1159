/**
 * binary64 arithmetic on doubles. In round-to-nearest-even the host's operation has the result, and an error-free
 * transformation says whether it is exact. Significands are worked on with their exponents taken off (values of 1 to 4), so
 * that nothing in between can overflow or underflow; what this does not cover goes to the exact implementation.
 */
import { join64 } from '@reprise/bits';
import { F64 } from '../format.ts';
import { fp } from '../fp.ts';
import { NX, RNE, type RoundingMode } from '../rounding.ts';
import { productError, rootResidual, sumError, sumToOdd } from './error-free.ts';
import { put } from './slow.ts';
import { doubleOf, putDouble, putScaled, type ResultWords } from './words.ts';

const BIAS = 1023;

const exponentField = (high: number): number => (high >>> 20) & 0x7ff;

const isFinite = (high: number): boolean => exponentField(high) !== 0x7ff;

/** Neither zero, subnormal, infinite nor NaN. */
const isNormal = (high: number): boolean => ((exponentField(high) + 1) & 0x7ff) > 1;

const isZero = (high: number, low: number): boolean => ((high << 1) | low) === 0;

/** The number with its exponent replaced, so that its magnitude is 2^exponent up to twice that. */
const withExponent = (high: number, low: number, exponent: number): number =>
  doubleOf((high & 0x800fffff) | ((exponent + BIAS) << 20), low);

const inexact = (error: number): number => (error === 0 ? 0 : NX);

export const add = (result: ResultWords, aHi: number, aLo: number, bHi: number, bLo: number, rm: RoundingMode): number => {
  if (rm === RNE && isFinite(aHi) && isFinite(bHi)) {
    const a = doubleOf(aHi, aLo);
    const b = doubleOf(bHi, bLo);
    const sum = a + b;
    if (Math.abs(sum) < 2 ** 1023) {
      putDouble(result, sum);
      return inexact(sumError(a, b, sum));
    }
  }
  return put(result, fp.add(F64, join64(aHi, aLo), join64(bHi, bLo), rm));
};

export const sub = (result: ResultWords, aHi: number, aLo: number, bHi: number, bLo: number, rm: RoundingMode): number =>
  add(result, aHi, aLo, bHi ^ -0x80000000, bLo, rm);

export const mul = (result: ResultWords, aHi: number, aLo: number, bHi: number, bLo: number, rm: RoundingMode): number => {
  if (rm === RNE) {
    if (isNormal(aHi) && isNormal(bHi)) {
      const a = withExponent(aHi, aLo, 0);
      const b = withExponent(bHi, bLo, 0);
      const product = a * b;
      if (putScaled(result, product, exponentField(aHi) + exponentField(bHi) - 2 * BIAS)) {
        return inexact(productError(a, b, product));
      }
    } else if (isFinite(aHi) && isFinite(bHi) && (isZero(aHi, aLo) || isZero(bHi, bLo))) {
      putDouble(result, doubleOf(aHi, aLo) * doubleOf(bHi, bLo));
      return 0;
    }
  }
  return put(result, fp.mul(F64, join64(aHi, aLo), join64(bHi, bLo), rm));
};

export const div = (result: ResultWords, aHi: number, aLo: number, bHi: number, bLo: number, rm: RoundingMode): number => {
  if (rm === RNE && isNormal(bHi)) {
    if (isNormal(aHi)) {
      const a = withExponent(aHi, aLo, 0);
      const b = withExponent(bHi, bLo, 0);
      const quotient = a / b;
      if (putScaled(result, quotient, exponentField(aHi) - exponentField(bHi))) {
        const product = quotient * b;
        return inexact(a - product - productError(quotient, b, product));
      }
    } else if (isZero(aHi, aLo)) {
      putDouble(result, doubleOf(aHi, aLo) / doubleOf(bHi, bLo));
      return 0;
    }
  }
  return put(result, fp.div(F64, join64(aHi, aLo), join64(bHi, bLo), rm));
};

export const sqrt = (result: ResultWords, aHi: number, aLo: number, rm: RoundingMode): number => {
  if (rm === RNE && aHi > 0 && isNormal(aHi)) {
    const exponent = exponentField(aHi) - BIAS;
    const square = withExponent(aHi, aLo, exponent & 1);
    const root = Math.sqrt(square);
    const residual = rootResidual(square, root);
    if (residual !== undefined && putScaled(result, root, exponent >> 1)) return inexact(residual);
  }
  return put(result, fp.sqrt(F64, join64(aHi, aLo), rm));
};

/** How far the exponents of a * b and c may lie apart: their sum and its errors stay well inside the range of doubles. */
const FMA_REACH = 900;

/** a * b + c rounded once (Boldo and Melquiond 2008, figure 5). */
export const fma = (
  result: ResultWords,
  aHi: number,
  aLo: number,
  bHi: number,
  bLo: number,
  cHi: number,
  cLo: number,
  rm: RoundingMode,
): number => {
  if (rm === RNE && isNormal(aHi) && isNormal(bHi) && (isNormal(cHi) || isZero(cHi, cLo))) {
    const scale = exponentField(aHi) + exponentField(bHi) - 2 * BIAS;
    const distance = exponentField(cHi) - BIAS - scale;
    const isSummandZero = isZero(cHi, cLo);
    if (isSummandZero || Math.abs(distance) < FMA_REACH) {
      const a = withExponent(aHi, aLo, 0);
      const b = withExponent(bHi, bLo, 0);
      const c = isSummandZero ? 0 : withExponent(cHi, cLo, distance);
      const product = a * b;
      const productLow = productError(a, b, product);
      const middle = c + productLow;
      const high = product + middle;
      const low = sumToOdd(sumError(c, productLow, middle), sumError(product, middle, high));
      const sum = high + low;
      if (sum === 0) {
        putDouble(result, 0);
        return 0;
      }
      if (putScaled(result, sum, scale)) return inexact(sumError(high, low, sum));
    }
  }
  return put(result, fp.fma(F64, join64(aHi, aLo), join64(bHi, bLo), join64(cHi, cLo), rm));
};
