import { MAX_PAGES, PAGE_SHIFT, PAGE_SIZE } from '@reprise/memory';
import { halfOf, LOWER_HALF, UPPER_HALF } from './layout.ts';

/** A table was walked for several ranges or from several roots, or is not of the last level. */
const SEVERAL = -1;
const NO_TABLE = 0;
/** A table that is stored to this often since it was last walked, where nothing was derived from, is taken to hold something else by now. */
const STORES_UNTIL_FORGOTTEN = 2048;
const ENTRIES_PER_TABLE = 512;

/** What a store to a page table makes stale. */
export const Stale = {
  NOTHING: 0,
  /** The TLB entries of one page, in the address spaces with that `root`. */
  PAGE: 1,
  /** All that was derived for the lower half of the address space by walks from `root`. */
  LOWER_HALF: 2,
  /** All that was derived by walks from `root`. */
  ROOT: 3,
  EVERYTHING: 4,
} as const;

export type Stale = (typeof Stale)[keyof typeof Stale];

/** What is known of a page that entries were walked through on. */
interface Table {
  readonly page: number;
  /** The page number of the first table of the walks, or SEVERAL. */
  root: number;
  /** The number of the 2 MiB range that a table of the last level maps, with the lower 25 bits of the address's upper half, or SEVERAL. */
  range: number;
  /** For which walks, as bits of `useOf`. */
  uses: number;
  /** For which halves of the address space something may be derived from each entry, as bits of `halfOf`; and from how many entries there may be anything. */
  readonly walked: Uint8Array;
  count: number;
  /** Stores since the latest walk. */
  stores: number;
}

/** A bit for walks that read an entry at a level (0 .. 4), for addresses in the lower half or the upper. */
const useOf = (level: number, isUpper: boolean): number => (isUpper ? 32 : 1) << level;

const LOWER_USES = useOf(5, false) - useOf(0, false);
const UPPER_USES = useOf(5, true) - useOf(0, true);

/** Walks for the upper half, at the levels below one. */
const upperUsesBelow = (level: number): number => useOf(level, true) - useOf(0, true);

/**
 * The pages that the walker has read entries from, and which: so that a store to an entry that nothing is derived from costs nothing, a changed
 * one of the last level costs one TLB entry, and one above it costs the address space that it belongs to.
 */
export class PageTables {
  /** By host page: one more than the index in #tables, or NO_TABLE. */
  readonly #indices = new Int32Array(MAX_PAGES);
  readonly #tables: (Table | undefined)[] = [];
  readonly #free: number[] = [];
  /** The root that the latest `written` was about, or SEVERAL: every address space may be concerned. */
  root = SEVERAL;
  /** If that made one page's TLB entries stale, its virtual address, in halves of 32 bits (signed). */
  high = 0;
  low = 0;

  /** A valid entry at a host offset was read at `level` for a virtual address, walking from `root`; true if its page was not known as a table. */
  read(offset: number, level: number, high: number, low: number, root: number): boolean {
    const page = offset >>> PAGE_SHIFT;
    const range = level === 0 ? (high & 0x1ff_ffff) * 2048 + (low >>> 21) : SEVERAL;
    const known = this.#at(page);
    const table = known ?? this.#add(page, range, root);
    if (table.range !== range) table.range = SEVERAL;
    if (table.root !== root) table.root = SEVERAL;
    table.uses |= useOf(level, high < 0);
    table.stores = 0;
    const entry = (offset & (PAGE_SIZE - 1)) >>> 3;
    const halves = table.walked[entry] ?? 0;
    if (halves === 0) table.count++;
    table.walked[entry] = halves | halfOf(high);
    return known === undefined;
  }

  /**
   * What was derived for the upper half by walks from `root` is from now on derived from `other` as well: two tables of one level whose
   * entries for it are equal, at these host offsets. True if the other page was not known as a table, and is now; undefined if there is nothing.
   */
  share(offset: number, root: number, otherOffset: number, other: number, level: number): boolean | undefined {
    const first = this.#at(offset >>> PAGE_SHIFT);
    if (!first) return undefined;
    const below = upperUsesBelow(level);
    for (const table of this.#tables) if (table?.root === root && (table.uses & below) !== 0) table.root = SEVERAL;
    const isKnown = this.has(otherOffset >>> PAGE_SHIFT);
    for (let entry = ENTRIES_PER_TABLE / 2; entry < ENTRIES_PER_TABLE; entry++) {
      if (first.walked[entry] !== 0) this.read(otherOffset + entry * 8, level, -1, 0, other);
    }
    return !isKnown && this.has(otherOffset >>> PAGE_SHIFT);
  }

  /** `length` bytes at a host offset, within one page, are about to change. Says what is stale then. */
  written(offset: number, length: number): Stale {
    const table = this.#at(offset >>> PAGE_SHIFT);
    if (!table) return Stale.NOTHING;
    const first = (offset & (PAGE_SIZE - 1)) >>> 3;
    const last = ((offset & (PAGE_SIZE - 1)) + length - 1) >>> 3;
    this.root = table.root;
    table.stores++;
    let changed = 0;
    let halves = 0;
    for (let entry = first; entry <= last; entry++) {
      const walked = table.walked[entry] ?? 0;
      if (walked !== 0) changed++;
      halves |= walked;
    }
    if (changed === 0 && table.stores <= STORES_UNTIL_FORGOTTEN) return Stale.NOTHING;
    if (changed === 1 && first === last && table.range !== SEVERAL) {
      table.walked[first] = 0;
      table.count--;
      if (table.count === 0) this.#remove(table);
      this.high = (Math.floor(table.range / 2048) << 7) >> 7;
      this.low = (table.range * 0x20_0000) | (first << PAGE_SHIFT);
      return Stale.PAGE;
    }
    if (table.root === SEVERAL) return Stale.EVERYTHING;
    return halves === LOWER_HALF ? Stale.LOWER_HALF : Stale.ROOT;
  }

  /** Is anything derived from a host page? */
  has(page: number): boolean {
    return this.#indices[page] !== NO_TABLE;
  }

  /** Nothing is derived any more from tables that are only walked from `root`, or from any: returns their host pages. */
  forget(root?: number): number[] {
    const gone = this.#tables.flatMap((table) => (table !== undefined && (root === undefined || table.root === root) ? [table] : []));
    for (const table of gone) this.#remove(table);
    return gone.map(({ page }) => page);
  }

  /** Nothing is derived any more for the lower half by walks from `root`: returns the host pages of tables that nothing is derived from then. */
  forgetLowerHalf(root: number): number[] {
    const gone: number[] = [];
    for (const table of this.#tables) {
      if (table?.root !== root || (table.uses & LOWER_USES) === 0) continue;
      if ((table.uses & UPPER_USES) !== 0) keepUpperHalf(table);
      else table.count = 0;
      if (table.count > 0) continue;
      this.#remove(table);
      gone.push(table.page);
    }
    return gone;
  }

  #at(page: number): Table | undefined {
    return this.#tables[(this.#indices[page] ?? NO_TABLE) - 1];
  }

  #add(page: number, range: number, root: number): Table {
    const table = { page, root, range, uses: 0, walked: new Uint8Array(ENTRIES_PER_TABLE), count: 0, stores: 0 };
    const index = this.#free.pop() ?? this.#tables.length;
    this.#tables[index] = table;
    this.#indices[page] = index + 1;
    return table;
  }

  #remove({ page }: Table): void {
    const index = (this.#indices[page] ?? NO_TABLE) - 1;
    this.#tables[index] = undefined;
    this.#free.push(index);
    this.#indices[page] = NO_TABLE;
  }
}

/** Nothing is derived for the lower half from a table any more. */
function keepUpperHalf(table: Table): void {
  const { walked } = table;
  table.uses &= UPPER_USES;
  table.count = 0;
  for (let entry = 0; entry < ENTRIES_PER_TABLE; entry++) {
    const upper = (walked[entry] ?? 0) & UPPER_HALF;
    walked[entry] = upper;
    if (upper !== 0) table.count++;
  }
}
