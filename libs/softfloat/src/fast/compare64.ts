/** binary64 comparisons, minimum, maximum and class on words. Comparisons leave 1 or 0 in `result`. */
import { NV } from '../rounding.ts';
import { doubleOf, putWords, type ResultWords } from './words.ts';

const SIGN = -0x80000000;
const INFINITY = 0x7ff00000;
const QUIET = 0x00080000;
const CANONICAL_NAN = 0x7ff80000;

export const isNan64 = (high: number, low: number): boolean => {
  const magnitude = high & ~SIGN;
  return magnitude > INFINITY || (magnitude === INFINITY && low !== 0);
};

export const isSignaling64 = (high: number, low: number): boolean => isNan64(high, low) && (high & QUIET) === 0;

const signalingFlags = (aHi: number, aLo: number, bHi: number, bLo: number): number =>
  isSignaling64(aHi, aLo) || isSignaling64(bHi, bLo) ? NV : 0;

const putTruth = (result: ResultWords, holds: boolean): void => putWords(result, 0, holds ? 1 : 0);

export const eq = (result: ResultWords, aHi: number, aLo: number, bHi: number, bLo: number): number => {
  putTruth(result, doubleOf(aHi, aLo) === doubleOf(bHi, bLo));
  return signalingFlags(aHi, aLo, bHi, bLo);
};

export const lt = (result: ResultWords, aHi: number, aLo: number, bHi: number, bLo: number): number => {
  putTruth(result, doubleOf(aHi, aLo) < doubleOf(bHi, bLo));
  return isNan64(aHi, aLo) || isNan64(bHi, bLo) ? NV : 0;
};

export const le = (result: ResultWords, aHi: number, aLo: number, bHi: number, bLo: number): number => {
  putTruth(result, doubleOf(aHi, aLo) <= doubleOf(bHi, bLo));
  return isNan64(aHi, aLo) || isNan64(bHi, bLo) ? NV : 0;
};

/** Leaves the number where one of two is a NaN, the canonical NaN for two; false where both are numbers. */
const putSurvivor = (result: ResultWords, aHi: number, aLo: number, bHi: number, bLo: number): boolean => {
  if (isNan64(aHi, aLo)) {
    if (isNan64(bHi, bLo)) putWords(result, CANONICAL_NAN, 0);
    else putWords(result, bHi, bLo);
    return true;
  }
  if (!isNan64(bHi, bLo)) return false;
  putWords(result, aHi, aLo);
  return true;
};

export const min = (result: ResultWords, aHi: number, aLo: number, bHi: number, bLo: number): number => {
  if (putSurvivor(result, aHi, aLo, bHi, bLo)) return signalingFlags(aHi, aLo, bHi, bLo);
  const a = doubleOf(aHi, aLo);
  const b = doubleOf(bHi, bLo);
  if (a < b) putWords(result, aHi, aLo);
  else if (b < a) putWords(result, bHi, bLo);
  else putWords(result, aHi | bHi, aLo); // equal values differ in the sign of zero at most
  return 0;
};

export const max = (result: ResultWords, aHi: number, aLo: number, bHi: number, bLo: number): number => {
  if (putSurvivor(result, aHi, aLo, bHi, bLo)) return signalingFlags(aHi, aLo, bHi, bLo);
  const a = doubleOf(aHi, aLo);
  const b = doubleOf(bHi, bLo);
  if (a > b) putWords(result, aHi, aLo);
  else if (b > a) putWords(result, bHi, bLo);
  else putWords(result, aHi & bHi, aLo);
  return 0;
};

const positiveClass = (magnitude: number, low: number): number => {
  if (magnitude === INFINITY) return 7;
  if (magnitude > 0x000fffff) return 6;
  return (magnitude | low) === 0 ? 4 : 5;
};

const classOf = (high: number, low: number): number => {
  if (isNan64(high, low)) return (high & QUIET) === 0 ? 8 : 9;
  const positive = positiveClass(high & ~SIGN, low);
  return high < 0 ? 7 - positive : positive;
};

/** One bit of ten, as `fp.classify`. */
export const classify = (result: ResultWords, aHi: number, aLo: number): number => {
  putWords(result, 0, 1 << classOf(aHi, aLo));
  return 0;
};
