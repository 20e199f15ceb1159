import { expect, it } from 'vitest';
import { median } from './statistics.ts';

it.each([
  [[3], 3],
  [[5, 1, 3], 3],
  [[10, 2, 4, 1], 3],
  [[], Number.NaN],
])('the median of %o is %d', (values, middle) => {
  expect(median(values)).toBe(middle);
});
