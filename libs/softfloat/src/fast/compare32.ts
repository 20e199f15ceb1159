/** binary32 comparisons, minimum, maximum and class on words. Comparisons leave 1 or 0 in `result`. */
import { NV } from '../rounding.ts';
import { floatOf, putWords, type ResultWords } from './words.ts';

const SIGN = -0x80000000;
const INFINITY = 0x7f800000;
const QUIET = 0x00400000;
const CANONICAL_NAN = 0x7fc00000;

const isNan32 = (bits: number): boolean => (bits & ~SIGN) > INFINITY;

export const isSignaling32 = (bits: number): boolean => isNan32(bits) && (bits & QUIET) === 0;

const signalingFlags = (a: number, b: number): number => (isSignaling32(a) || isSignaling32(b) ? NV : 0);

export const eq = (result: ResultWords, a: number, b: number): number => {
  putWords(result, 0, floatOf(a) === floatOf(b) ? 1 : 0);
  return signalingFlags(a, b);
};

export const lt = (result: ResultWords, a: number, b: number): number => {
  putWords(result, 0, floatOf(a) < floatOf(b) ? 1 : 0);
  return isNan32(a) || isNan32(b) ? NV : 0;
};

export const le = (result: ResultWords, a: number, b: number): number => {
  putWords(result, 0, floatOf(a) <= floatOf(b) ? 1 : 0);
  return isNan32(a) || isNan32(b) ? NV : 0;
};

const minOf = (a: number, b: number): number => {
  if (isNan32(a)) return isNan32(b) ? CANONICAL_NAN : b;
  if (isNan32(b) || floatOf(a) < floatOf(b)) return a;
  return floatOf(b) < floatOf(a) ? b : a | b; // equal values differ in the sign of zero at most
};

export const min = (result: ResultWords, a: number, b: number): number => {
  putWords(result, 0, minOf(a, b));
  return signalingFlags(a, b);
};

const maxOf = (a: number, b: number): number => {
  if (isNan32(a)) return isNan32(b) ? CANONICAL_NAN : b;
  if (isNan32(b) || floatOf(a) > floatOf(b)) return a;
  return floatOf(b) > floatOf(a) ? b : a & b;
};

export const max = (result: ResultWords, a: number, b: number): number => {
  putWords(result, 0, maxOf(a, b));
  return signalingFlags(a, b);
};

const positiveClass = (magnitude: number): number => {
  if (magnitude === INFINITY) return 7;
  if (magnitude > 0x007fffff) return 6;
  return magnitude === 0 ? 4 : 5;
};

const classOf = (a: number): number => {
  if (isNan32(a)) return (a & QUIET) === 0 ? 8 : 9;
  const positive = positiveClass(a & ~SIGN);
  return a < 0 ? 7 - positive : positive;
};

/** One bit of ten, as `fp.classify`. */
export const classify = (result: ResultWords, a: number): number => {
  putWords(result, 0, 1 << classOf(a));
  return 0;
};
