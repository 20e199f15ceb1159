import { type HostMemory, MAX_PAGES } from './host-memory.ts';
import { PageRuns } from './page-runs.ts';

/** Flags of one 4 KiB page of host memory. A TLB entry may have a write tag only while all of its page's flags are 0. */
export const PageFlag = {
  /** Not written since the epoch began; in the first epoch: never written, so all zeros. */
  CLEAN: 1,
  /** Decoded instructions were taken from this page. */
  CODE: 2,
  /** A page table walk read entries from this page. */
  PT: 4,
  /** The page's bytes may not be there yet: it has no tags at all, and whoever is about to touch it asks for them first. */
  ABSENT: 8,
} as const;

/** A flag in each of the four bytes of a word. */
const IN_ALL = 0x0101_0101;

/** The flags of all pages, a byte each in host memory. Stretches are looked at and changed four pages at a time. */
export class PageFlags {
  // Shared memory does not move when it grows: these stay good.
  readonly #bytes: Uint8Array<SharedArrayBuffer>;
  readonly #words: Int32Array<SharedArrayBuffer>;

  constructor(memory: HostMemory) {
    this.#bytes = new Uint8Array(memory.memory.buffer, memory.pageFlagsOffset, MAX_PAGES);
    this.#words = new Int32Array(memory.memory.buffer, memory.pageFlagsOffset, MAX_PAGES / 4);
  }

  get(page: number): number {
    return this.#bytes[page] ?? 0;
  }

  set(page: number, flags: number): void {
    this.#bytes[page] = flags;
  }

  fill(first: number, end: number, flags: number): void {
    this.#bytes.fill(flags, first, end);
  }

  /** Changes the flags of the pages from `first` up to, not including, `end`: `cleared` first, then those `added`. */
  change(first: number, end: number, cleared: number, added: number): void {
    const words = this.#words;
    const kept = ~(cleared * IN_ALL);
    const more = added * IN_ALL;
    let page = first;
    for (; page < end && page % 4 !== 0; page++) this.set(page, (this.get(page) & ~cleared) | added);
    for (; page + 4 <= end; page += 4) words[page >>> 2] = ((words[page >>> 2] ?? 0) & kept) | more;
    for (; page < end; page++) this.set(page, (this.get(page) & ~cleared) | added);
  }

  /** The pages from `first` up to, not including, `end` that do not have a flag; with `set`, they have it afterwards. */
  without(first: number, end: number, flag: number, set = false): PageRuns {
    const words = this.#words;
    const wanted = flag * IN_ALL;
    const runs = new PageRuns();
    let page = first;
    for (; page < end && page % 4 !== 0; page++) this.#addWithout(page, flag, set, runs);
    while (page + 4 <= end) {
      while (page + 4 <= end && ((words[page >>> 2] ?? 0) & wanted) === wanted) page += 4;
      const start = page;
      for (; page + 4 <= end && ((words[page >>> 2] ?? 0) & wanted) === 0; page += 4) if (set) words[page >>> 2] = (words[page >>> 2] ?? 0) | wanted;
      if (page > start) runs.add(start, page);
      const word = words[page >>> 2] ?? 0;
      if (page + 4 > end || (word & wanted) === wanted) continue;
      for (let at = 0, bit = flag; at < 4; at++, bit <<= 8) if ((word & bit) === 0) runs.add(page + at, page + at + 1);
      if (set) words[page >>> 2] = word | wanted;
      page += 4;
    }
    for (; page < end; page++) this.#addWithout(page, flag, set, runs);
    return runs;
  }

  #addWithout(page: number, flag: number, set: boolean, runs: PageRuns): void {
    const flags = this.get(page);
    if ((flags & flag) !== 0) return;
    runs.add(page, page + 1);
    if (set) this.set(page, flags | flag);
  }
}
