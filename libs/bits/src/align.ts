/** Alignment of non-negative integers up to 2^53; `to` is a power of two up to 2^52 (arithmetic, as `&` keeps only 32 bits). */
export const alignDown = (value: number, to: number): number => value - (value % to);

/** The least multiple of `to` that is not below `value`. */
export const alignUp = (value: number, to: number): number => alignDown(value + to - 1, to);

export const isAligned = (value: number, to: number): boolean => value % to === 0;

export const isPowerOfTwo = (value: number): boolean =>
  Number.isSafeInteger(value) && value > 0 && (BigInt(value) & (BigInt(value) - 1n)) === 0n;
