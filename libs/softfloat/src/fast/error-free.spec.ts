import { describe, expect, it } from 'vitest';
import { randomWords } from '../testing/operands.ts';
import { productError, rootResidual, sumError, sumToOdd } from './error-free.ts';
import { neighbour } from './words.ts';

const SEED = 5;
const random = randomWords(SEED);
const uniform = (): number => random() / 2 ** 32 + random() / 2 ** 52;

/** A double as a multiple of 2^-300. */
const scaled = (value: number): bigint => {
  let exponent = 0;
  let significand = value;
  while (!Number.isInteger(significand)) {
    significand *= 2;
    exponent++;
  }
  return BigInt(significand) << BigInt(300 - exponent);
};

describe(`error-free transformations, seed ${SEED}`, () => {
  it('splits sums and products without loss', () => {
    for (let i = 0; i < 2_000; i++) {
      const a = uniform() - 0.5;
      const b = (uniform() - 0.5) * 2 ** ((random() & 63) - 32);
      expect(scaled(a + b) + scaled(sumError(a, b, a + b))).toBe(scaled(a) + scaled(b));
      expect(scaled(a * b) + scaled(productError(a, b, a * b))).toBe((scaled(a) * scaled(b)) >> 300n);
    }
  });

  it.each([
    ['an exact sum stays', 1, 2 ** -52, 1 + 2 ** -52],
    ['an even neighbour gives way upwards', 1, 2 ** -60, 1 + 2 ** -52],
    ['and downwards, below a power of two', 1, -(2 ** -60), 1 - 2 ** -53],
    ['an odd one stays', 1 + 2 ** -52, 2 ** -60, 1 + 2 ** -52],
    ['negative', -1, -(2 ** -60), -1 - 2 ** -52],
    ['with a carry between words', 1 + 2 ** -20, -(2 ** -60), 1 + 2 ** -20 - 2 ** -52],
  ])('rounds to odd: %s', (_, a, b, want) => {
    expect(sumToOdd(a, b)).toBe(want);
  });

  it('knows the nearest square root from its neighbours', () => {
    for (let i = 0; i < 2_000; i++) {
      const square = 1 + 3 * uniform();
      const root = Math.sqrt(square);
      expect(rootResidual(square, root)).toBeDefined();
      expect(rootResidual(square, neighbour(root, 1))).toBeUndefined();
      expect(rootResidual(square, neighbour(root, -1))).toBeUndefined();
    }
    expect(rootResidual(2.25, 1.5)).toBe(0);
  });
});
