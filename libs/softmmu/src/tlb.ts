import type { HostMemory } from '@reprise/memory';
import { Cells } from './cells.ts';
import { JumpCache } from './jump-cache.ts';
import {
  emptyTag,
  PAGE_BITS,
  TLB_ADDEND,
  TLB_BYTES,
  TLB_CODE,
  TLB_ENTRIES,
  TLB_ENTRY_BYTES,
  TLB_ENTRY_SHIFT,
  TLB_FETCH,
  TLB_READ,
  TLB_WRITE,
  TOLD,
} from './layout.ts';

const TAGS = [TLB_READ, TLB_WRITE, TLB_FETCH];

/** Whether the entry at a word, unless it is the first or the last, has a page of the upper half: its tags are all of that page, or zero. */
const isUpper = (words: Int32Array, at: number): boolean =>
  ((words[at + TLB_READ / 4 + 1] ?? 0) | (words[at + TLB_WRITE / 4 + 1] ?? 0) | (words[at + TLB_FETCH / 4 + 1] ?? 0)) < 0;

/** One TLB in host memory, of TLB_BYTES, with its jump cache of JUMP_BYTES: the pages of one address space as one privilege sees them. */
export class Tlb {
  /** Host offset of its entries. */
  readonly offset: number;
  /** Compiled code that can be entered through its fetch tags. */
  readonly jumps: JumpCache;
  readonly #i32: Int32Array;
  readonly #entries: Cells;
  /** Nothing was put in since it was cleared; and nothing of the lower half of the address space. */
  #empty = true;
  #isLowerEmpty = true;

  constructor(memory: HostMemory, offset: number) {
    this.offset = offset;
    this.#i32 = memory.i32;
    this.jumps = new JumpCache(memory, offset + TLB_BYTES);
    this.#entries = new Cells(memory.i32, offset >>> 2, TLB_ENTRIES, TLB_ENTRY_BYTES / 4);
  }

  clear(): void {
    if (this.#empty) return;
    this.#entries.clear();
    this.jumps.clear();
    this.#empty = true;
    this.#isLowerEmpty = true;
  }

  /** Drops the pages of the lower half. */
  clearLowerHalf(): void {
    if (this.#isLowerEmpty) return;
    const words = this.#i32;
    this.#entries.clear((at) => !isUpper(words, at));
    this.jumps.clearLowerHalf();
    this.#isLowerEmpty = true;
  }

  /** Takes over what another TLB knows of the upper half of the address space, where addresses are negative; nothing is in this one. */
  copyUpperHalf(other: Tlb): void {
    const words = this.#i32;
    const distance = (this.offset - other.offset) >> 2;
    const [first, last] = [other.offset >>> 2, (other.offset + TLB_BYTES - TLB_ENTRY_BYTES) >>> 2];
    for (const at of other.#entries.written) {
      if (!isUpper(words, at) || at === first || at === last) continue; // the ends can be done without
      const to = at + distance;
      this.#entries.touch(to);
      for (let word = 0; word < TLB_ENTRY_BYTES / 4; word++) words[to + word] = words[at + word] ?? 0;
      this.#empty = false;
    }
    if (!this.#empty) this.jumps.copyUpperHalf(other.jumps);
  }

  /** Which entry a virtual page has. */
  static index(addressLow: number): number {
    return (addressLow >>> PAGE_BITS) & (TLB_ENTRIES - 1);
  }

  /** Puts a page in under the tags given, the write tag perhaps TOLD; tags of another page that had the entry go. `hostPage` is its host offset. */
  install(high: number, low: number, hostPage: number, read: boolean, write: boolean, told: boolean): void {
    const entry = this.#claim(high, low, hostPage);
    if (read) this.#tag(entry + TLB_READ, high, low);
    if (write) this.#tag(entry + TLB_WRITE, high, low, told ? TOLD : 0);
  }

  /** Puts a page in for fetching, with the host offset of its decoded slots. */
  installCode(high: number, low: number, hostPage: number, slots: number): void {
    const entry = this.#claim(high, low, hostPage);
    this.#tag(entry + TLB_FETCH, high, low);
    this.#i32[(entry + TLB_CODE) >>> 2] = slots;
  }

  /** Host offset of a page that can be fetched from; -1 where that is not known. */
  fetchedPage(high: number, low: number): number {
    const at = (this.offset + Tlb.index(low) * TLB_ENTRY_BYTES) >>> 2;
    const pageLow = low & -4096;
    if (this.#i32[at + TLB_FETCH / 4] !== pageLow || this.#i32[at + TLB_FETCH / 4 + 1] !== high) return -1;
    return (pageLow + (this.#i32[at + TLB_ADDEND / 4] ?? 0)) >>> 0;
  }

  /** Drops the entry of a page, if it has one; true if it could be fetched from. */
  dropPage(high: number, low: number): boolean {
    if (this.#empty) return false;
    this.jumps.dropPage(high, low);
    const index = Tlb.index(low);
    const empty = emptyTag(index);
    const at = (this.offset + index * TLB_ENTRY_BYTES) >>> 2;
    if (!this.#holds(at, empty, high, low & -4096)) return false;
    const fetched = this.#i32[at + TLB_FETCH / 4] !== empty;
    this.#i32.fill(empty, at, at + TLB_ENTRY_BYTES / 4);
    return fetched;
  }

  /** The host is told of stores through the write tag of one entry if that leads to the host page. */
  tellWrites(index: number, hostPage: number): void {
    if (this.#empty) return;
    const at = (this.offset + index * TLB_ENTRY_BYTES) >>> 2;
    const words = this.#i32;
    const pageLow = words[at + TLB_WRITE / 4] ?? 0;
    if (pageLow !== emptyTag(index) && (((pageLow & ~TOLD) + (words[at + TLB_ADDEND / 4] ?? 0)) | 0) === (hostPage | 0)) words[at + TLB_WRITE / 4] = pageLow | TOLD;
  }

  /** The same for every write tag that leads to the host page. */
  tellWritesTo(hostPage: number): void {
    for (const at of this.#entries.written) this.tellWrites(this.#indexAt(at), hostPage);
  }

  /** The same for every write tag. */
  tellAllWrites(): void {
    const words = this.#i32;
    for (const at of this.#entries.written) {
      const pageLow = words[at + TLB_WRITE / 4] ?? 0;
      if (pageLow !== emptyTag(this.#indexAt(at))) words[at + TLB_WRITE / 4] = pageLow | TOLD;
    }
  }

  /** The host need not be told any more of stores to a page, if it is there and has a write tag. */
  freeWrites(high: number, low: number): boolean {
    const at = (this.offset + Tlb.index(low) * TLB_ENTRY_BYTES + TLB_WRITE) >>> 2;
    const isThere = this.#i32[at] === ((low & -4096) | TOLD) && this.#i32[at + 1] === high;
    if (isThere) this.#i32[at] = low & -4096;
    return isThere;
  }

  dropFetches(): void {
    this.jumps.clear();
    for (const at of this.#entries.written) this.#i32.fill(emptyTag(this.#indexAt(at)), at + TLB_FETCH / 4, at + TLB_FETCH / 4 + 2);
  }

  #claim(high: number, low: number, hostPage: number): number {
    this.#empty = false;
    if (high >= 0) this.#isLowerEmpty = false;
    const index = Tlb.index(low);
    const empty = emptyTag(index);
    const entry = this.offset + index * TLB_ENTRY_BYTES;
    const pageLow = low & -4096;
    const words = this.#i32;
    const at = entry >>> 2;
    if (!this.#holds(at, empty, high, pageLow)) words.fill(empty, at, at + TLB_ADDEND / 4);
    if (words[at + TLB_READ / 4] === empty && words[at + TLB_FETCH / 4] === empty) this.#entries.touch(at);
    words[at + TLB_ADDEND / 4] = (hostPage - pageLow) | 0;
    return entry;
  }

  /** Whether the entry's tags, if it has any, are of the page. */
  #holds(at: number, empty: number, high: number, pageLow: number): boolean {
    const words = this.#i32;
    for (const tag of TAGS) {
      const low = words[at + tag / 4] ?? empty;
      if (low !== empty && ((low & ~TOLD) !== pageLow || words[at + tag / 4 + 1] !== high)) return false;
    }
    return true;
  }

  #indexAt(at: number): number {
    return (at * 4 - this.offset) >>> TLB_ENTRY_SHIFT;
  }

  #tag(offset: number, high: number, low: number, told = 0): void {
    this.#i32[offset >>> 2] = (low & -4096) | told;
    this.#i32[(offset >>> 2) + 1] = high;
  }
}
