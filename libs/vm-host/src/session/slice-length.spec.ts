import { expect, it } from 'vitest';
import { SliceLength } from './slice-length.ts';

it('comes to what takes the wanted time, not all at once', () => {
  const slice = new SliceLength(10);
  const first = slice.instructions;
  slice.observe(first, 0.01);
  expect(slice.instructions).toBe(first * 8);
  for (let i = 0; i < 10; i++) slice.observe(slice.instructions, slice.instructions / 50_000);
  expect(slice.instructions).toBe(500_000);
});

it('stays within limits, whatever is measured', () => {
  const slice = new SliceLength(10);
  slice.observe(100, 1e9);
  expect(slice.instructions).toBe(1000);
  slice.observe(0, 5);
  expect(slice.instructions).toBe(1000);
  for (let i = 0; i < 20; i++) slice.observe(1000, 0);
  expect(slice.instructions).toBe(2 ** 30);
});
