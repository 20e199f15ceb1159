/**
 * Error-free transformations: the rounding error of a sum or product of doubles (rounded to nearest), itself a double.
 * Muller et al., "Handbook of Floating-Point Arithmetic", 2nd edition, §4.3 and §4.4.
 */
import { isEven, neighbour } from './words.ts';

/** (a + b) - sum, exactly, for sum = a + b rounded and no overflow near (Knuth's 2Sum). */
export const sumError = (a: number, b: number, sum: number): number => {
  const bRounded = sum - a;
  return a - (sum - bRounded) + (b - bRounded);
};

/** Veltkamp's splitting: the upper 26 bits; the rest fits 26 more with its sign. */
const upperHalf = (a: number): number => {
  const scaled = 134217729 * a;
  return scaled - (scaled - a);
};

/** a * b - product, exactly, for product = a * b rounded and all of it far from overflow and underflow (Dekker's product). */
export const productError = (a: number, b: number, product: number): number => {
  const aUpper = upperHalf(a);
  const aLower = a - aUpper;
  const bUpper = upperHalf(b);
  const bLower = b - bUpper;
  return aLower * bLower - (product - aUpper * bUpper - aLower * bUpper - aUpper * bLower);
};

/**
 * a + b rounded to odd: where the sum is no double, that neighbour of it whose last place is 1. Rounding this once more, to
 * at least two bits less, gives what rounding the exact sum would (Boldo and Melquiond, "Emulation of FMA and correctly
 * rounded sums: proved algorithms using rounding to odd", IEEE Transactions on Computers 57(4), 2008).
 */
export const sumToOdd = (a: number, b: number): number => {
  const sum = a + b;
  const error = sumError(a, b, sum);
  if (error === 0 || !isEven(sum)) return sum;
  return neighbour(sum, error > 0 === sum > 0 ? 1 : -1);
};

const ULP_OF_ONE = 2 ** -52;

/**
 * square - root * root, exactly, for 1 <= square < 4 and the root rounded to nearest; undefined for any other root:
 * ECMAScript leaves the accuracy of Math.sqrt to the host. The square root lies within half of the root's last place when
 * the residual lies in (-root * ulp, root * ulp], since all these are multiples of ulp^2.
 */
export const rootResidual = (square: number, root: number): number | undefined => {
  const product = root * root;
  const residual = square - product - productError(root, root, product);
  const margin = root * ULP_OF_ONE;
  return residual <= margin && residual > -margin ? residual : undefined;
};
