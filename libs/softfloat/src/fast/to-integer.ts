/** Numbers to integers: RISC-V's saturation, with NV alone where the rounded value does not fit. All rounding modes. */
import { NV, NX, type RoundingMode, roundsUp } from '../rounding.ts';
import { putWords, type ResultWords } from './words.ts';

/** The integer that a finite number rounds to, as a number. */
const roundToIntegral = (value: number, rm: RoundingMode): number => {
  const whole = Math.trunc(value);
  if (whole === value) return value;
  const fraction = Math.abs(value - whole); // exact: the places that truncation took away
  const rest = fraction < 0.5 ? 1 : fraction === 0.5 ? 2 : 3;
  if (!roundsUp(rm, value < 0, whole % 2 !== 0, rest)) return whole;
  return value < 0 ? whole - 1 : whole + 1;
};

const inexact = (value: number, rounded: number): number => (value === rounded ? 0 : NX);

/** Leaves the integer, and its sign in the high word. A NaN counts as above the range. */
export const toI32 = (result: ResultWords, value: number, rm: RoundingMode): number => {
  const rounded = roundToIntegral(value, rm);
  if (rounded < -(2 ** 31)) {
    putWords(result, -1, -0x80000000);
    return NV;
  }
  if (!(rounded < 2 ** 31)) {
    putWords(result, 0, 0x7fffffff);
    return NV;
  }
  putWords(result, rounded < 0 ? -1 : 0, rounded | 0);
  return inexact(value, rounded);
};

/** Leaves the integer, and in the high word the sign that bit 31 would be: what `fcvt.wu.d` writes to a register of RV64. */
export const toU32 = (result: ResultWords, value: number, rm: RoundingMode): number => {
  const rounded = roundToIntegral(value, rm);
  if (rounded < 0) {
    putWords(result, 0, 0);
    return NV;
  }
  if (!(rounded < 2 ** 32)) {
    putWords(result, -1, -1);
    return NV;
  }
  putWords(result, (rounded | 0) >> 31, rounded | 0);
  return inexact(value, rounded);
};

const putInteger = (result: ResultWords, integer: number): void => {
  const high = Math.floor(integer / 2 ** 32);
  putWords(result, high | 0, (integer - high * 2 ** 32) | 0);
};

export const toI64 = (result: ResultWords, value: number, rm: RoundingMode): number => {
  const rounded = roundToIntegral(value, rm);
  if (rounded < -(2 ** 63)) {
    putWords(result, -0x80000000, 0);
    return NV;
  }
  if (!(rounded < 2 ** 63)) {
    putWords(result, 0x7fffffff, -1);
    return NV;
  }
  putInteger(result, rounded);
  return inexact(value, rounded);
};

export const toU64 = (result: ResultWords, value: number, rm: RoundingMode): number => {
  const rounded = roundToIntegral(value, rm);
  if (rounded < 0) {
    putWords(result, 0, 0);
    return NV;
  }
  if (!(rounded < 2 ** 64)) {
    putWords(result, -1, -1);
    return NV;
  }
  putInteger(result, rounded);
  return inexact(value, rounded);
};
