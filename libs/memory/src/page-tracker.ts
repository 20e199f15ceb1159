import type { HostOffset } from '@reprise/bits';
import { type HostMemory, MAX_PAGES, PAGE_SHIFT, PAGE_SIZE } from './host-memory.ts';

/** Flags of one 4 KiB page of host memory. A TLB entry may have a write tag only while all of its page's flags are 0. */
export const PageFlag = {
  /** Not written since the epoch began; in the first epoch: never written, so all zeros. */
  CLEAN: 1,
  /** Decoded instructions were taken from this page. */
  CODE: 2,
  /** A page table walk read entries from this page. */
  PT: 4,
} as const;

const FOUR_CLEAN = PageFlag.CLEAN * 0x0101_0101;

/** What keeps things derived from guest memory (softmmu, the decode cache): told before the bytes change. */
export interface PageListener {
  /** A store of `length` bytes hits a CODE page. It may call `clearFlags(page, CODE)` when it holds nothing of the page any more. */
  codeWritten(offset: HostOffset, length: number): void;
  /** A store hits a PT page. It may call `clearFlags(page, PT)` likewise. */
  pageTableWritten(offset: HostOffset, length: number): void;
  /** The page's flags are no longer 0: drop every write tag for it. `page` is a host page number (offset >> 12). */
  writeTagsRevoked(page: number): void;
  /** All pages of RAM are CLEAN again: drop every write tag. */
  epochStarted(): void;
}

/** A stretch of host memory whose pages are tracked. */
export interface TrackedRange {
  readonly offset: HostOffset;
  readonly size: number;
}

/** The pages of one range written in an epoch, as ascending page numbers within the range. */
export interface DirtyPages<R extends TrackedRange = TrackedRange> {
  readonly range: R;
  readonly pages: Uint32Array;
}

/**
 * Which pages of guest memory were written in this epoch, hold code, or hold page tables. Every store that does not go
 * through a TLB write tag must call `beforeWrite`.
 */
export class PageTracker {
  readonly #ranges: TrackedRange[] = [];
  // Shared memory does not move when it grows: these stay good.
  readonly #flags: Uint8Array<SharedArrayBuffer>;
  /** The same, four pages a word. */
  readonly #words: Uint32Array<SharedArrayBuffer>;
  #listener: PageListener | null = null;

  constructor(memory: HostMemory) {
    this.#flags = new Uint8Array(memory.memory.buffer, memory.pageFlagsOffset, MAX_PAGES);
    this.#words = new Uint32Array(memory.memory.buffer, memory.pageFlagsOffset, MAX_PAGES / 4);
  }

  /** There is one listener: the softmmu. */
  setListener(listener: PageListener | null): void {
    this.#listener = listener;
  }

  /** Begins to track a fresh range (all zeros, page-aligned, whole pages): its pages are CLEAN. */
  track(range: TrackedRange): void {
    const first = range.offset >>> PAGE_SHIFT;
    this.#flags.fill(PageFlag.CLEAN, first, first + range.size / PAGE_SIZE);
    this.#ranges.push(range);
  }

  /** The flags of a host page. */
  flags(page: number): number {
    return this.#flags[page] ?? 0;
  }

  /** Sets flags (CODE, PT) of a host page; write tags for it are revoked if it may have had any. */
  setFlags(page: number, mask: number): void {
    const old = this.flags(page);
    this.#flags[page] = old | mask;
    if (old === 0 && mask !== 0) this.#listener?.writeTagsRevoked(page);
  }

  clearFlags(page: number, mask: number): void {
    this.#flags[page] = this.flags(page) & ~mask;
  }

  /** Was the host page written since the epoch began? In the first epoch: was it ever written? */
  isDirty(page: number): boolean {
    return (this.flags(page) & PageFlag.CLEAN) === 0;
  }

  /** Call before `length` bytes at `offset` change by any way but a TLB write tag. Cheap when all flags are 0. */
  beforeWrite(offset: HostOffset, length: number): void {
    const first = offset >>> PAGE_SHIFT;
    const last = (offset + length - 1) >>> PAGE_SHIFT;
    if (first === last) {
      if (this.#flags[first] !== 0) this.#touch(first, offset, length);
      return;
    }
    for (let page = first; page <= last; page++) {
      if (this.#flags[page] === 0) continue;
      const from = Math.max(offset, page * PAGE_SIZE);
      this.#touch(page, from, Math.min(offset + length, (page + 1) * PAGE_SIZE) - from);
    }
  }

  #touch(page: number, offset: number, length: number): void {
    const flags = this.flags(page);
    this.#flags[page] = flags & ~PageFlag.CLEAN;
    if (flags & PageFlag.CODE) this.#listener?.codeWritten(offset, length);
    if (flags & PageFlag.PT) this.#listener?.pageTableWritten(offset, length);
  }

  /** The pages written since the epoch began, for each tracked range, in the order of `track`. */
  dirtyPages(): DirtyPages[] {
    return this.#ranges.map((range) => ({ range, pages: this.#dirtyPagesOf(range) }));
  }

  #dirtyPagesOf(range: TrackedRange): Uint32Array {
    const first = range.offset >>> PAGE_SHIFT;
    const end = first + range.size / PAGE_SIZE;
    const found: number[] = [];
    for (let page = first; page < end; page++) {
      if (page % 4 === 0 && this.#words[page / 4] === FOUR_CLEAN) page += 3;
      else if (this.isDirty(page)) found.push(page - first);
    }
    return Uint32Array.from(found);
  }

  /** Ends the epoch: returns its dirty pages and makes every tracked page CLEAN. */
  startEpoch(): DirtyPages[] {
    const dirty = this.dirtyPages();
    for (const { range, pages } of dirty) {
      const first = range.offset >>> PAGE_SHIFT;
      for (const page of pages) this.#flags[first + page] = this.flags(first + page) | PageFlag.CLEAN;
    }
    this.#listener?.epochStarted();
    return dirty;
  }
}
