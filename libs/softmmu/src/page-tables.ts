import { MAX_PAGES, PAGE_SHIFT, PAGE_SIZE, type HostMemory } from '@reprise/memory';
import { Tlb } from './tlb.ts';

/** Pages that translations were walked through, and for which addresses. */
const UNKNOWN = 0;
const SEVERAL = -1;
/** A page that was stored to this often since it was last walked, or by less than an entry, is taken to hold something else by now. */
const STORES_UNTIL_FORGOTTEN = 2048;
const ENTRY_BYTES = 8;

/**
 * What a store to a page table makes stale: the TLB entries of one index, or all of them. After that nothing is derived from the page any
 * more, and it is a table again only when it is walked again.
 */
export type Stale = 'nothing' | 'everything' | number;

/**
 * What is known of the pages that the walker has read entries from. For the lowest level it is the address range that a table maps, so
 * that a changed entry costs one TLB entry; a table that maps several ranges, or one above the lowest level, costs them all.
 */
export class PageTables {
  readonly #i32: Int32Array;
  /** By host page: UNKNOWN, SEVERAL, or one more than the number of the 2 MiB range that a lowest-level table maps. */
  readonly #range = new Float64Array(MAX_PAGES);
  readonly #stores = new Uint16Array(MAX_PAGES);

  constructor(memory: HostMemory) {
    this.#i32 = memory.i32;
  }

  /** An entry on this host page was read at `level` for a virtual address; true if the page was not known as a table. */
  read(page: number, level: number, high: number, low: number): boolean {
    this.#stores[page] = 0;
    const range = level === 0 ? (high & 0x1ff_ffff) * 2048 + (low >>> 21) + 1 : SEVERAL;
    const known = this.#range[page];
    if (known === range) return false;
    this.#range[page] = known === UNKNOWN ? range : SEVERAL;
    return known === UNKNOWN;
  }

  /** `length` bytes at host offset `offset`, within one page, are about to change. */
  written(offset: number, length: number): Stale {
    const page = offset >>> PAGE_SHIFT;
    const stores = (this.#stores[page] ?? 0) + 1;
    this.#stores[page] = stores;
    const first = (offset & (PAGE_SIZE - 1)) >>> 3;
    const last = ((offset & (PAGE_SIZE - 1)) + length - 1) >>> 3;
    const isTable = stores <= STORES_UNTIL_FORGOTTEN && length >= ENTRY_BYTES;
    if (isTable && !this.#anyValid(page, first, last)) return 'nothing';
    const range = this.#range[page] ?? SEVERAL;
    if (!isTable || range === SEVERAL || first !== last) {
      this.#range[page] = UNKNOWN;
      return 'everything';
    }
    return Tlb.index(((range - 1) * 0x20_0000) | (first << PAGE_SHIFT));
  }

  /** Nothing is ever derived from an entry that is not valid. */
  #anyValid(page: number, first: number, last: number): boolean {
    const words = (page << PAGE_SHIFT) >>> 2;
    for (let entry = first; entry <= last; entry++) if (((this.#i32[words + entry * 2] ?? 0) & 1) !== 0) return true;
    return false;
  }
}
