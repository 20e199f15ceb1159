import { expect, it } from 'vitest';
import { childrenTime } from './cpu-time.ts';

it.each([
  ['0m0.000000s 0m0.000000s\n0m1.250000s 0m0.500000s\n', 1.75],
  ['0m0.00s 0m0.00s\n2m0.50s 1m1.00s\n', 181.5],
  ['0m0,000s 0m0,000s\n0m0,010s 0m0,000s\n', 0.01],
])('reads %j as %d s', (times, seconds) => {
  expect(childrenTime(times)).toBeCloseTo(seconds, 6);
});

it.each(['', '0m0.0s 0m0.0s\n', 'user 1\nsys 2\n'])('refuses %j', (times) => {
  expect(() => childrenTime(times)).toThrow('not what times(1) prints');
});
