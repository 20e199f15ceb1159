import { HostMemory, PAGE_SIZE, PageTracker, RamBlock } from '@reprise/memory';
import { describe, expect, it } from 'vitest';
import { WrittenPages } from './written-pages.ts';

/** Numbers below a limit that look random and are the same each time. */
function randomOf(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => (state = (state * 48_271) % 2_147_483_647) % limit;
}

describe('pages written since a mark', () => {
  it('are those that were, whichever mark is asked about', () => {
    const memory = new HostMemory();
    const tracker = new PageTracker(memory);
    const blocks = [new RamBlock(memory, tracker, 'ram', 300 * PAGE_SIZE, false), new RamBlock(memory, tracker, 'flash', 7 * PAGE_SIZE, false)] as const;
    const written = new WrittenPages(tracker);
    const random = randomOf(5);
    /** By mark: the pages of each block written since. */
    const since = new Map<number, readonly [Set<number>, Set<number>]>([[0, [new Set(), new Set()]]]);
    const note = (block: 0 | 1, page: number): void => {
      for (const sets of since.values()) sets[block].add(page);
    };
    for (let round = 0; round < 60; round++) {
      for (let write = random(40); write > 0; write--) {
        const which = random(4) === 0 ? 1 : 0;
        const [first, count] = which === 1 ? [random(7), 1] : [random(290), 1 + random(10)];
        for (let page = first; page < first + count; page++) {
          tracker.beforeWrite(blocks[which].offset + page * PAGE_SIZE, 8);
          note(which, page);
        }
      }
      if (random(10) === 0) {
        for (let page = 0; page < 7; page++) note(1, page);
        since.set(written.markAll([blocks[1]]), [new Set(), new Set()]);
      } else since.set(written.mark(), [new Set(), new Set()]);
      for (const [mark, sets] of since) {
        for (const which of [0, 1] as const) {
          const found = written.since(blocks[which], mark);
          expect([mark, which, found.pages, [...found.toArray()]]).toEqual([mark, which, sets[which].size, [...sets[which]].toSorted((a, b) => a - b)]);
        }
      }
    }
  });
});
