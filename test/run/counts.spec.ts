import { expect, it } from 'vitest';
import { add, lastLine, none } from './counts.ts';

it.each([
  [{ passed: 3, failed: 0, skipped: 0 }, '3 passed, 0 failed'],
  [{ passed: 3, failed: 1, skipped: 2 }, '3 passed, 1 failed, 2 skipped'],
])('closes with a line that counts', (counts, line) => {
  expect(lastLine(counts)).toBe(line);
});

it('adds', () => {
  expect(add({ passed: 1, failed: 2, skipped: 3 }, { ...none, failed: 1 })).toEqual({ passed: 1, failed: 3, skipped: 3 });
});
