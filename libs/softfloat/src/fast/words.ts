/** Bit patterns of doubles and floats as 32-bit words, through a scratch that no call leaves anything in for the next. */

const doubles = new Float64Array(1);
const words = new Int32Array(doubles.buffer);
const floats = new Float32Array(doubles.buffer);

doubles[0] = 1;
const HIGH = words[1] === 0 ? 0 : 1;
const LOW = 1 - HIGH;

/** Not for NaNs: a host may change their payload on the way. */
export const doubleOf = (high: number, low: number): number => {
  words[HIGH] = high;
  words[LOW] = low;
  return doubles[0] ?? 0;
};

/** Not for NaNs. */
export const floatOf = (bits: number): number => {
  words[0] = bits;
  return floats[0] ?? 0;
};

/** The double next to a non-zero finite one: away from zero for a step of 1, towards it for -1. */
export const neighbour = (value: number, step: 1 | -1): number => {
  doubles[0] = value;
  const low = ((words[LOW] ?? 0) + step) | 0;
  if (low === (step === 1 ? 0 : -1)) words[HIGH] = (words[HIGH] ?? 0) + step;
  words[LOW] = low;
  return doubles[0] ?? 0;
};

/** Whether the last place of the significand is 0. */
export const isEven = (value: number): boolean => {
  doubles[0] = value;
  return ((words[LOW] ?? 0) & 1) === 0;
};

/**
 * Where an operation leaves its bit pattern or integer: word 0 is the low half, word 1 the high half. A float has a high
 * half of zero, a 32-bit integer one of its sign, as they stand in a 64-bit register before boxing.
 */
export type ResultWords = Int32Array;

export const putDouble = (result: ResultWords, value: number): void => {
  doubles[0] = value;
  result[0] = words[LOW] ?? 0;
  result[1] = words[HIGH] ?? 0;
};

/**
 * Leaves value * 2^scale; false, with nothing of worth left, where that is not a normal number. A result that is normal
 * when rounded as if the exponent had no bounds is the result, and not tiny.
 */
export const putScaled = (result: ResultWords, value: number, scale: number): boolean => {
  doubles[0] = value;
  const high = words[HIGH] ?? 0;
  const field = ((high >>> 20) & 0x7ff) + scale;
  result[0] = words[LOW] ?? 0;
  result[1] = high + (scale << 20);
  return field >= 1 && field <= 2046;
};

export const putFloat = (result: ResultWords, value: number): void => {
  floats[0] = value;
  result[0] = words[0] ?? 0;
  result[1] = 0;
};

export const putWords = (result: ResultWords, high: number, low: number): void => {
  result[0] = low;
  result[1] = high;
};
