import { StateError } from '@reprise/vmstate';
import { describe, expect, it } from 'vitest';
import { randomWords } from '../testing/bytes.ts';
import { PageSet } from './page-set.ts';

describe('a set of pages', () => {
  it.each([
    [[], []], [[0], [0, 1]], [[5], [5, 1]], [[0, 1, 2], [0, 3]], [[3, 1, 2, 2], [1, 3]], [[0, 2, 3, 9], [0, 1, 1, 2, 5, 1]],
  ])('of %o is encoded as %o', (pages, encoded) => {
    expect(PageSet.of(pages).encode()).toEqual(encoded);
    expect([...PageSet.decode(encoded, '/x', 10)]).toEqual([...new Set(pages)].toSorted((a, b) => a - b));
  });

  it('has what was put in, whatever that is', () => {
    const next = randomWords(3);
    for (let round = 0; round < 50; round++) {
      const pages = new Set(Array.from({ length: next() % 60 }, () => next() % 100));
      const set = PageSet.decode(PageSet.of(pages).encode(), '/x', 100);
      expect([set.size, set.runs.every(({ first, end }, index) => first < end && first > (set.runs[index - 1]?.end ?? -1))]).toEqual([pages.size, true]);
      for (let page = 0; page < 100; page++) expect(set.has(page)).toBe(pages.has(page));
      const [start, end] = [next() % 100, next() % 100];
      expect(set.hasAny(start, end)).toBe([...pages].some((page) => page >= start && page < end));
    }
  });

  it.each([
    ['no list', 5], ['half a run', [1]], ['a run of nothing', [1, 0]], ['a gap of nothing', [0, 1, 0, 1]], ['a page too many', [3, 8]], ['a gap too far', [11, 1]],
    ['text', ['a', 1]], ['a negative gap', [-1, 1]], ['a huge run', [0, 2 ** 53]],
  ])('is not made of %s', (_what, tree) => expect(() => PageSet.decode(tree, '/x', 10)).toThrow(StateError));
});
