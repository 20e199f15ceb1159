import { describe, expect, it } from 'vitest';
import { firstWhere, smallestStretch } from './narrowing.ts';

describe('narrowing', () => {
  it.each([1, 2, 63, 64, 99, 100])('finds where something begins to hold: %i of 100', async (place) => {
    let asked = 0;
    const found = await firstWhere(0, 100, async (number) => {
      asked++;
      return number >= place;
    });
    expect(found).toBe(place);
    expect(asked).toBeLessThanOrEqual(7);
  });

  it.each([[0, 0], [0, 9], [9, 9], [3, 3], [3, 7], [8, 9]])('finds the stretch that something needs: %i to %i of 10', async (first, last) => {
    expect(await smallestStretch(10, async (from, to) => from <= first && to >= last)).toEqual([first, last]);
  });
});
