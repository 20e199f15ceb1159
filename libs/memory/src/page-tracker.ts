import type { HostOffset } from '@reprise/bits';
import { type HostMemory, PAGE_SHIFT, PAGE_SIZE } from './host-memory.ts';
import { PageFlag, PageFlags } from './page-flags.ts';
import type { PageRuns } from './page-runs.ts';

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

/** Who takes the pages of a snapshot out of memory while the guest goes on. Pages are host page numbers. Neither call changes memory. */
export interface PageSaver {
  /** A page is about to change for the first time in this epoch: its bytes are still what they were. */
  beforeWrite(page: number): void;
  /** The guest reaches a page: a hint, which need not come, and may come again. */
  touched(page: number): void;
}

/** Bytes of memory or of a disk that are kept elsewhere cannot be had: what is run from them cannot go on. */
export class PageUnavailable extends Error {
  override name = 'PageUnavailable';
}

/** Who brings the pages that are ABSENT. It may put others in place meanwhile, never those that were fetched or are no longer ABSENT. */
export interface PageSource {
  /** Puts the bytes of a host page in place before it returns. @throws PageUnavailable */
  fetch(page: number): void;
  /** Nothing is put in place any more once this has returned. */
  release(): void;
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

const firstOf = ({ offset }: TrackedRange): number => offset >>> PAGE_SHIFT;
const endOf = (range: TrackedRange): number => firstOf(range) + range.size / PAGE_SIZE;

/**
 * Which pages of guest memory were written in this epoch, hold code, hold page tables, or are not there yet. Every store that does not go
 * through a TLB write tag must call `beforeWrite`; every other look that does not go through a tag, `beforeRead`.
 */
export class PageTracker {
  readonly #ranges: TrackedRange[] = [];
  readonly #flags: PageFlags;
  #listener: PageListener | null = null;
  #saver: PageSaver | null = null;
  #source: PageSource | null = null;

  constructor(memory: HostMemory) {
    this.#flags = new PageFlags(memory);
  }

  /** There is one listener: the softmmu. */
  setListener(listener: PageListener | null): void {
    this.#listener = listener;
  }

  /** Is a snapshot in progress? */
  get isSaving(): boolean {
    return this.#saver !== null;
  }

  /** A snapshot begins, and with it an epoch: all that it wants is CLEAN. @throws Error while there is another */
  addSaver(saver: PageSaver): void {
    if (this.#saver) throw new Error('another snapshot is in progress');
    this.#saver = saver;
  }

  /** It has ended, if it is the one in progress. */
  removeSaver(saver: PageSaver): void {
    if (this.#saver === saver) this.#saver = null;
  }

  /** May pages be ABSENT? Then `beforeRead` must be called. */
  get hasSource(): boolean {
    return this.#source !== null;
  }

  /**
   * Makes every page ABSENT and CLEAN: `source` has what it holds from now on. The caller drops all that was derived from memory (TLBs,
   * decoded code) before anything runs.
   */
  setSource(source: PageSource): void {
    if (this.#saver) throw new Error('memory is being saved: it cannot be replaced');
    this.#source = source;
    for (const range of this.#ranges) this.#flags.change(firstOf(range), endOf(range), 0, PageFlag.ABSENT | PageFlag.CLEAN);
  }

  /** The source, if that is the one given, is not asked any more: all pages are there, or what they hold now counts for nothing. */
  dropSource(source = this.#source): void {
    if (!source || source !== this.#source) return;
    source.release();
    this.#source = null;
    for (const range of this.#ranges) this.#flags.change(firstOf(range), endOf(range), PageFlag.ABSENT, 0);
  }

  /** Begins to track a fresh range (all zeros, page-aligned, whole pages): its pages are CLEAN. */
  track(range: TrackedRange): void {
    this.#flags.fill(firstOf(range), endOf(range), PageFlag.CLEAN);
    this.#ranges.push(range);
  }

  /** The flags of a host page. */
  flags(page: number): number {
    return this.#flags.get(page);
  }

  /** Sets flags (CODE, PT) of a host page; write tags for it are revoked if it may have had any. */
  setFlags(page: number, mask: number): void {
    const old = this.flags(page);
    this.#flags.set(page, old | mask);
    if (old === 0 && mask !== 0) this.#listener?.writeTagsRevoked(page);
  }

  clearFlags(page: number, mask: number): void {
    this.#flags.set(page, this.flags(page) & ~mask);
  }

  /** Was the host page written since the epoch began? In the first epoch: was it ever written? */
  isDirty(page: number): boolean {
    return (this.flags(page) & PageFlag.CLEAN) === 0;
  }

  /** Call before `length` bytes at `offset` are looked at by any way but a TLB tag, while there is a source. @throws what the source throws */
  beforeRead(offset: HostOffset, length: number): void {
    const last = (offset + length - 1) >>> PAGE_SHIFT;
    for (let page = offset >>> PAGE_SHIFT; page <= last; page++) if ((this.flags(page) & PageFlag.ABSENT) !== 0) this.#fetch(page);
  }

  /** Call before `length` bytes at `offset` change by any way but a TLB write tag. Cheap when all flags are 0. @throws what the source throws */
  beforeWrite(offset: HostOffset, length: number): void {
    const first = offset >>> PAGE_SHIFT;
    const last = (offset + length - 1) >>> PAGE_SHIFT;
    if (first === last) {
      if (this.flags(first) !== 0) this.#touch(first, offset, length);
      return;
    }
    for (let page = first; page <= last; page++) {
      if (this.flags(page) === 0) continue;
      const from = Math.max(offset, page * PAGE_SIZE);
      this.#touch(page, from, Math.min(offset + length, (page + 1) * PAGE_SIZE) - from);
    }
  }

  /** The same for one page that is there, where what the listener keeps of it stays true. */
  beforeSilentWrite(page: number): void {
    const flags = this.flags(page);
    if ((flags & PageFlag.CLEAN) === 0) return;
    this.#saver?.beforeWrite(page);
    this.#flags.set(page, flags & ~PageFlag.CLEAN);
  }

  /** The guest reaches a page: a hint for a snapshot in progress. */
  touched(page: number): void {
    this.#saver?.touched(page);
  }

  /** The pages written since the epoch began, for each tracked range, in the order of `track`. */
  dirtyPages(): DirtyPages[] {
    return this.#ranges.map((range) => ({ range, pages: this.#flags.without(firstOf(range), endOf(range), PageFlag.CLEAN).toArray().map((page) => page - firstOf(range)) }));
  }

  /** Ends the epoch: returns the host pages written in it, range by range, and makes every tracked page CLEAN. */
  startEpoch(): readonly PageRuns[] {
    const written = this.#ranges.map((range) => this.#flags.without(firstOf(range), endOf(range), PageFlag.CLEAN, true));
    this.#listener?.epochStarted();
    return written;
  }

  #touch(page: number, offset: number, length: number): void {
    if ((this.flags(page) & PageFlag.ABSENT) !== 0) this.#fetch(page);
    this.beforeSilentWrite(page);
    const flags = this.flags(page);
    if (flags & PageFlag.CODE) this.#listener?.codeWritten(offset, length);
    if (flags & PageFlag.PT) this.#listener?.pageTableWritten(offset, length);
  }

  #fetch(page: number): void {
    this.#source?.fetch(page);
    this.clearFlags(page, PageFlag.ABSENT);
  }
}
