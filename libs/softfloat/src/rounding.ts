/** Rounding modes and exception flags, with the numbers that RISC-V gives them in `frm` and `fflags` (F chapter, "fcsr"). */

export const RNE = 0;
export const RTZ = 1;
export const RDN = 2;
export const RUP = 3;
export const RMM = 4;

/** Nearest, ties to even; towards zero; down; up; nearest, ties away from zero. 5 to 7 are no modes: the caller traps on them. */
export type RoundingMode = typeof RNE | typeof RTZ | typeof RDN | typeof RUP | typeof RMM;

/** Inexact. */
export const NX = 1;
/** Underflow: inexact, and tiny after rounding. */
export const UF = 2;
/** Overflow. */
export const OF = 4;
/** Division of a finite value by zero. */
export const DZ = 8;
/** Invalid operation. */
export const NV = 16;

/** The outcome of an operation: a bit pattern (or an integer, or 0n / 1n of a comparison), and the flags that it raises. */
export interface FloatResult {
  readonly bits: bigint;
  readonly flags: number;
}

/**
 * Whether dropping bits moves a magnitude up to the next one that can be kept.
 *
 * @param rest the dropped bits compared with half of the last place: 0 none, 1 less, 2 half, 3 more
 */
export const roundsUp = (rm: RoundingMode, negative: boolean, isOdd: boolean, rest: 0 | 1 | 2 | 3): boolean => {
  switch (rm) {
    case RNE:
      return rest === 3 || (rest === 2 && isOdd);
    case RTZ:
      return false;
    case RDN:
      return negative && rest !== 0;
    case RUP:
      return !negative && rest !== 0;
    case RMM:
      return rest >= 2;
  }
};
