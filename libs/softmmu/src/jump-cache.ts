import type { HostMemory } from '@reprise/memory';
import { Cells } from './cells.ts';
import { halfOf, JUMP_BYTES, JUMP_ENTRY_BYTES, JUMP_HASH, JUMP_PC, JUMP_REGION, JUMP_SET_BITS, JUMP_SET_SHIFT, LOWER_HALF, NO_TAG, PAGE_BITS, TLB_ENTRIES, UPPER_HALF } from './layout.ts';

const SET_WORDS = 1 << (JUMP_SET_SHIFT - 2);

const indexOf = (low: number): number => (low >>> PAGE_BITS) & (TLB_ENTRIES - 1);

/** The compiled regions that can be entered in one address space, by the address of their first instruction. */
export class JumpCache {
  readonly #offset: number;
  readonly #i32: Int32Array;
  readonly #sets: Cells;
  /** By TLB index: whether an entry depends on a page that has it, as bits of `halfOf`. */
  readonly #pages = new Uint8Array(TLB_ENTRIES);
  #empty = true;
  /** Which halves of the address space there may be something of, as bits of `halfOf`. */
  #halves = 0;

  constructor(memory: HostMemory, offset: number) {
    this.#offset = offset;
    this.#i32 = memory.i32;
    this.#sets = new Cells(memory.i32, offset >>> 2, JUMP_BYTES >>> JUMP_SET_SHIFT, SET_WORDS);
  }

  clear(): void {
    if (this.#empty) return;
    this.#sets.clear();
    this.#pages.fill(0);
    this.#empty = true;
    this.#halves = 0;
  }

  /** Drops the ways into regions of the lower half; if there are any, all others too. */
  clearLowerHalf(): void {
    if ((this.#halves & LOWER_HALF) !== 0) this.clear();
  }

  /** Takes over the ways into regions at addresses in the upper half, all of whose pages are there; nothing is in this cache. */
  copyUpperHalf(other: JumpCache): void {
    if (other.#empty) return;
    const words = this.#i32;
    for (const at of other.#sets.written) {
      for (let entry = at; entry < at + SET_WORDS; entry += JUMP_ENTRY_BYTES / 4) {
        if ((words[entry + JUMP_PC / 4 + 1] ?? 0) >= 0 || words[entry + JUMP_PC / 4] === NO_TAG) continue;
        const to = entry + ((this.#offset - other.#offset) >> 2);
        this.#sets.touch(at + ((this.#offset - other.#offset) >> 2));
        for (let word = 0; word < JUMP_ENTRY_BYTES / 4; word++) words[to + word] = words[entry + word] ?? 0;
        this.#empty = false;
        this.#halves = UPPER_HALF;
      }
    }
    this.#pages.set(other.#pages);
  }

  /** Drops what depends on a page; since those with code seldom change, everything, if it may be one. */
  dropPage(high: number, low: number): void {
    if (((this.#pages[indexOf(low)] ?? 0) & halfOf(high)) !== 0) this.clear();
  }

  /** Puts in the region at an address, first in its set; `pages` are all its pages, by the low halves of their addresses. */
  install(high: number, low: number, region: number, pages: readonly { readonly low: number }[]): void {
    this.#empty = false;
    this.#halves |= halfOf(high);
    const set = Math.imul(low >>> 1, JUMP_HASH) >>> (32 - JUMP_SET_BITS);
    const entry = (this.#offset + (set << JUMP_SET_SHIFT)) >>> 2;
    const isThere = this.#i32[entry + JUMP_PC / 4] === low && this.#i32[entry + JUMP_PC / 4 + 1] === high;
    this.#sets.touch(entry);
    if (!isThere) this.#i32.copyWithin(entry + JUMP_ENTRY_BYTES / 4, entry, entry + JUMP_ENTRY_BYTES / 4);
    this.#i32[entry + JUMP_PC / 4] = low;
    this.#i32[entry + JUMP_PC / 4 + 1] = high;
    this.#i32[entry + JUMP_REGION / 4] = region;
    for (const page of pages) {
      const index = indexOf(page.low);
      this.#pages[index] = (this.#pages[index] ?? 0) | halfOf(high); // they are all in one half
    }
  }
}
