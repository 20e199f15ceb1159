/** Conversions to and from binary32 on words. */
import { join64 } from '@reprise/bits';
import { F32 } from '../format.ts';
import { fp } from '../fp.ts';
import { NV, RNE, type RoundingMode } from '../rounding.ts';
import { finish } from './arithmetic32.ts';
import { isSignaling32 } from './compare32.ts';
import { sumToOdd } from './error-free.ts';
import { put } from './slow.ts';
import * as integer from './to-integer.ts';
import { floatOf, putDouble, putWords, type ResultWords } from './words.ts';

const CANONICAL_NAN_64 = 0x7ff80000;

/** Exact. */
export const toBinary64 = (result: ResultWords, aBits: number): number => {
  const value = floatOf(aBits);
  if (value === value) {
    putDouble(result, value);
    return 0;
  }
  putWords(result, CANONICAL_NAN_64, 0);
  return isSignaling32(aBits) ? NV : 0;
};

export const toI32 = (result: ResultWords, aBits: number, rm: RoundingMode): number =>
  integer.toI32(result, floatOf(aBits), rm);

export const toU32 = (result: ResultWords, aBits: number, rm: RoundingMode): number =>
  integer.toU32(result, floatOf(aBits), rm);

export const toI64 = (result: ResultWords, aBits: number, rm: RoundingMode): number =>
  integer.toI64(result, floatOf(aBits), rm);

export const toU64 = (result: ResultWords, aBits: number, rm: RoundingMode): number =>
  integer.toU64(result, floatOf(aBits), rm);

/** Rounds high * 2^32 + low through a double rounded to odd; undefined where another mode than to-nearest would round. */
const putHalves = (result: ResultWords, high: number, low: number, rm: RoundingMode): number | undefined => {
  const value = sumToOdd(high * 2 ** 32, low);
  if (rm !== RNE && Math.fround(value) !== value) return undefined;
  return finish(result, value, true);
};

/** Takes the low 32 bits of a register. */
export const fromI32 = (result: ResultWords, low: number, rm: RoundingMode): number =>
  putHalves(result, 0, low | 0, rm) ?? put(result, fp.fromInteger(F32, BigInt(low | 0), rm));

/** Takes the low 32 bits of a register. */
export const fromU32 = (result: ResultWords, low: number, rm: RoundingMode): number =>
  putHalves(result, 0, low >>> 0, rm) ?? put(result, fp.fromInteger(F32, BigInt(low >>> 0), rm));

export const fromI64 = (result: ResultWords, high: number, low: number, rm: RoundingMode): number =>
  putHalves(result, high | 0, low >>> 0, rm) ??
  put(result, fp.fromInteger(F32, BigInt.asIntN(64, join64(high, low)), rm));

export const fromU64 = (result: ResultWords, high: number, low: number, rm: RoundingMode): number =>
  putHalves(result, high >>> 0, low >>> 0, rm) ?? put(result, fp.fromInteger(F32, join64(high, low), rm));
