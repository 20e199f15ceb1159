import { expect, it } from 'vitest';
import { geometricMean, median, percentile } from './statistics.ts';

it.each([
  [[3], 3],
  [[5, 1, 3], 3],
  [[10, 2, 4, 1], 3],
  [[], Number.NaN],
])('the median of %o is %d', (values, middle) => {
  expect(median(values)).toBe(middle);
});

it.each([
  [[4, 1, 3, 2], 50, 2],
  [[4, 1, 3, 2], 99, 4],
  [[7], 1, 7],
  [[], 50, Number.NaN],
])('of %o, percentile %d is %d', (values, p, expected) => {
  expect(percentile(values, p)).toBe(expected);
});

it('has a geometric mean in which half the speed and twice the speed are even', () => {
  expect(geometricMean([0.5, 2])).toBeCloseTo(1, 12);
  expect(geometricMean([])).toBeNaN();
});
