/** The way from words to the exact implementation and back. */
import { high32, low32 } from '@reprise/bits';
import type { FloatResult } from '../rounding.ts';
import { putWords, type ResultWords } from './words.ts';

/** The operand of a float, or a 32-bit unsigned integer. */
export const narrow = (bits: number): bigint => BigInt(bits >>> 0);

/** Leaves the bit pattern in `result` and gives the flags. */
export const put = (result: ResultWords, { bits, flags }: FloatResult): number => {
  putWords(result, high32(bits), low32(bits));
  return flags;
};
