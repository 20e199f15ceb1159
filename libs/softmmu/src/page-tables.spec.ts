import { PAGE_SIZE } from '@reprise/memory';
import { describe, expect, it } from 'vitest';
import { PageTables, Stale } from './page-tables.ts';

const PAGE = 7;
const entry = (index: number): number => PAGE * PAGE_SIZE + index * 8;
/** The address 2 MiB * range + 4 KiB * index, in halves. */
const addressOf = (range: number, index: number): readonly [high: number, low: number] => [0, (range * 0x20_0000 + index * PAGE_SIZE) | 0];
const ROOT = 0x8_0000;
const ENTRY_BYTES = 8;

/** What is walked: index of the entry, level, range, root. */
type Walk = readonly [index: number, level: number, range: number, root: number];

function walked(...walks: readonly Walk[]): PageTables {
  const tables = new PageTables();
  for (const [index, level, range, root] of walks) tables.read(entry(index), level, ...addressOf(range, index), root);
  return tables;
}

describe('a page that entries were walked on', () => {
  it.each<[string, readonly Walk[], offset: number, length: number, stale: number, left: boolean]>([
    ['an entry that was walked', [[5, 0, 2, ROOT], [6, 0, 2, ROOT]], entry(5), ENTRY_BYTES, Stale.PAGE, true],
    ['half of one', [[5, 0, 2, ROOT], [6, 0, 2, ROOT]], entry(5) + 4, 4, Stale.PAGE, true],
    ['the last that was', [[5, 0, 2, ROOT]], entry(5), ENTRY_BYTES, Stale.PAGE, false],
    ['one that was not', [[5, 0, 2, ROOT]], entry(4), ENTRY_BYTES, Stale.NOTHING, true],
    ['a part of two, of which one was', [[5, 0, 2, ROOT]], entry(5) + 4, ENTRY_BYTES, Stale.LOWER_HALF, true],
    ['one above the last level', [[5, 1, 2, ROOT]], entry(5), ENTRY_BYTES, Stale.LOWER_HALF, true],
    ['one of a table for two ranges', [[5, 0, 2, ROOT], [5, 0, 3, ROOT]], entry(5), ENTRY_BYTES, Stale.LOWER_HALF, true],
    ['one of a table for two address spaces', [[5, 0, 2, ROOT], [5, 0, 2, ROOT + 1]], entry(5), ENTRY_BYTES, Stale.PAGE, false],
    ['one of two of both', [[5, 0, 2, ROOT], [5, 0, 3, ROOT + 1]], entry(5), ENTRY_BYTES, Stale.EVERYTHING, true],
    ['one above the last level of two address spaces', [[5, 2, 2, ROOT], [9, 2, 2, ROOT + 1]], entry(9), ENTRY_BYTES, Stale.EVERYTHING, true],
  ])('knows what a store to %s makes stale', (_, walks, offset, length, stale, left) => {
    const tables = walked(...walks);
    expect(tables.written(offset, length)).toBe(stale);
    expect(tables.has(PAGE)).toBe(left);
    expect(tables.has(PAGE + 1)).toBe(false);
  });

  it.each([[0, 0x1234_5000], [3, -0x1000], [-1, 0x7fff_f000], [-0x100_0000, -0x8000_0000]])('knows the address of the page that a store to its entry makes stale: %i, %i', (high, low) => {
    const tables = new PageTables();
    const offset = entry((low >>> 12) & 511);
    tables.read(offset, 0, high, low, ROOT);
    expect(tables.written(offset, ENTRY_BYTES)).toBe(Stale.PAGE);
    expect([tables.high, tables.low]).toEqual([high, low]);
  });

  it('is one address space\'s, or that of several', () => {
    const one = walked([5, 0, 2, ROOT]);
    one.written(entry(5), ENTRY_BYTES);
    expect(one.root).toBe(ROOT);
    const several = walked([5, 0, 2, ROOT], [6, 0, 2, ROOT + 1]);
    several.written(entry(5), ENTRY_BYTES);
    expect(several.root).toBeLessThan(0);
  });

  it('keeps what is derived for the upper half when the lower one goes', () => {
    const tables = new PageTables();
    const [root, below] = [20, 21].map((page) => page * PAGE_SIZE) as [number, number]; // as many
    tables.read(root + 8, 2, 0, 0, ROOT);
    tables.read(root + 511 * 8, 2, -1, 0, ROOT);
    tables.read(below, 1, 0, 0, ROOT);
    tables.read(entry(3), 0, 0, 0x3000, ROOT + 1);
    expect(tables.written(root + 8, ENTRY_BYTES)).toBe(Stale.LOWER_HALF);
    expect(tables.forgetLowerHalf(ROOT)).toEqual([21]);
    expect(tables.written(root + 8, ENTRY_BYTES)).toBe(Stale.NOTHING);
    expect(tables.written(root + 511 * 8, ENTRY_BYTES)).toBe(Stale.ROOT);
    expect(tables.written(entry(3), ENTRY_BYTES)).toBe(Stale.PAGE);
  });

  it('is told once that it is new, and again after it was forgotten', () => {
    const tables = new PageTables();
    const read = (): boolean => tables.read(entry(1), 0, ...addressOf(0, 1), ROOT);
    expect([read(), read()]).toEqual([true, false]);
    expect(tables.forget(ROOT + 1)).toEqual([]);
    expect(tables.forget(ROOT)).toEqual([PAGE]);
    expect([read(), tables.forget().length, read()]).toEqual([true, 1, true]);
  });

  it('holds something else by now if it is stored to again and again', () => {
    const tables = walked([5, 0, 2, ROOT]);
    const stales = Array.from({ length: 2049 }, () => tables.written(entry(4), ENTRY_BYTES));
    expect(stales.slice(0, -1).every((stale) => stale === Stale.NOTHING)).toBe(true);
    expect(stales.at(-1)).toBe(Stale.ROOT);
  });

  it('shares an upper half with another root, whose own entries for it are then walked, and every table below', () => {
    const tables = new PageTables();
    const [root, other, below, lower] = [20, 21, 22, 23];
    const place = (page: number, index: number): number => page * PAGE_SIZE + index * ENTRY_BYTES;
    const share = (): boolean | undefined => tables.share(place(root, 0), ROOT, place(other, 0), ROOT + 1, 2);
    expect(share()).toBe(undefined);
    tables.read(place(root, 511), 2, -1, 0, ROOT);
    tables.read(place(root, 2), 2, 0, 0, ROOT);
    tables.read(place(below, 1), 1, -1, 0, ROOT);
    tables.read(place(lower, 1), 1, 0, 0, ROOT);
    expect([share(), share()]).toEqual([true, false]);
    const stale = (page: number, index: number): readonly [stale: number, root: number] => [tables.written(place(page, index), ENTRY_BYTES), tables.root];
    expect(stale(other, 511)).toEqual([Stale.ROOT, ROOT + 1]);
    expect(stale(other, 2)[0]).toBe(Stale.NOTHING);
    expect(stale(root, 511)).toEqual([Stale.ROOT, ROOT]);
    expect(stale(lower, 1)).toEqual([Stale.LOWER_HALF, ROOT]);
    expect(stale(below, 1)[0]).toBe(Stale.EVERYTHING);
  });

  it('is shared itself where it is a table below a root as well', () => {
    const tables = new PageTables();
    tables.read(entry(300), 2, -1, 0, ROOT);
    tables.read(entry(100), 1, -1, 0, ROOT);
    tables.share(entry(0), ROOT, entry(0) + PAGE_SIZE, ROOT + 1, 2);
    expect(tables.written(entry(100), ENTRY_BYTES)).toBe(Stale.EVERYTHING);
  });
});
