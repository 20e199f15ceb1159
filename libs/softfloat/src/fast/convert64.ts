/** Conversions to and from binary64 on words. */
import { join64 } from '@reprise/bits';
import { F32, F64 } from '../format.ts';
import { fp } from '../fp.ts';
import { NV, NX, RNE, type RoundingMode } from '../rounding.ts';
import { finish } from './arithmetic32.ts';
import { isNan64, isSignaling64 } from './compare64.ts';
import { sumError } from './error-free.ts';
import { put } from './slow.ts';
import * as integer from './to-integer.ts';
import { doubleOf, putDouble, putWords, type ResultWords } from './words.ts';

const CANONICAL_NAN_32 = 0x7fc00000;

export const toBinary32 = (result: ResultWords, aHi: number, aLo: number, rm: RoundingMode): number => {
  if (isNan64(aHi, aLo)) {
    putWords(result, 0, CANONICAL_NAN_32);
    return isSignaling64(aHi, aLo) ? NV : 0;
  }
  const value = doubleOf(aHi, aLo);
  const fits = Math.fround(value) === value;
  if (rm !== RNE && !fits) return put(result, fp.convert(F64, F32, join64(aHi, aLo), rm));
  return finish(result, value, true);
};

export const toI32 = (result: ResultWords, aHi: number, aLo: number, rm: RoundingMode): number =>
  integer.toI32(result, doubleOf(aHi, aLo), rm);

export const toU32 = (result: ResultWords, aHi: number, aLo: number, rm: RoundingMode): number =>
  integer.toU32(result, doubleOf(aHi, aLo), rm);

export const toI64 = (result: ResultWords, aHi: number, aLo: number, rm: RoundingMode): number =>
  integer.toI64(result, doubleOf(aHi, aLo), rm);

export const toU64 = (result: ResultWords, aHi: number, aLo: number, rm: RoundingMode): number =>
  integer.toU64(result, doubleOf(aHi, aLo), rm);

/** Exact. Takes the low 32 bits of a register. */
export const fromI32 = (result: ResultWords, low: number): number => {
  putDouble(result, low | 0);
  return 0;
};

/** Exact. Takes the low 32 bits of a register. */
export const fromU32 = (result: ResultWords, low: number): number => {
  putDouble(result, low >>> 0);
  return 0;
};

/** The sum of two doubles that are exact; undefined where another mode than to-nearest would round it. */
const putHalves = (result: ResultWords, high: number, low: number, rm: RoundingMode): number | undefined => {
  const scaled = high * 2 ** 32;
  const sum = scaled + low;
  const error = sumError(scaled, low, sum);
  if (error !== 0 && rm !== RNE) return undefined;
  putDouble(result, sum);
  return error === 0 ? 0 : NX;
};

export const fromI64 = (result: ResultWords, high: number, low: number, rm: RoundingMode): number =>
  putHalves(result, high | 0, low >>> 0, rm) ??
  put(result, fp.fromInteger(F64, BigInt.asIntN(64, join64(high, low)), rm));

export const fromU64 = (result: ResultWords, high: number, low: number, rm: RoundingMode): number =>
  putHalves(result, high >>> 0, low >>> 0, rm) ?? put(result, fp.fromInteger(F64, join64(high, low), rm));
