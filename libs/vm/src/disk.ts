import type { BlockBackend } from '@reprise/qdev';
import { PAGE_BYTES, PageTree, type HashFunction } from '@reprise/tree';

/** The contents that a disk starts with: read, never written. Offsets and lengths in bytes. */
export interface ImageSource {
  readonly size: number;
  /** Fills `into` from `offset` on; beyond the end it is zeros. Throws only when the host fails. */
  read(offset: number, into: Uint8Array): void;
}

/** Pages by number, each of 4 KiB. */
export type DiskPages = ReadonlyMap<number, Uint8Array>;

/**
 * A disk of a machine: an image, and the pages that the guest has written over it. The image stays as it is; what was written is state,
 * and whoever owns the image may carry it over at a flush.
 */
export class Disk implements BlockBackend {
  readonly size: number;
  readonly readonly: boolean;
  readonly #image: ImageSource;
  #written = new Map<number, Uint8Array>();
  /** By page: how many writes there had been when it was last written. */
  readonly #writtenAt = new Map<number, number>();
  #writes = 0;
  /** Pages whose bytes are also those of something saved: they are copied before they change. */
  readonly #shared = new Set<number>();
  /** Pages written since the last flush. */
  readonly #unflushed = new Set<number>();
  readonly #onFlush: ((pages: DiskPages) => boolean) | undefined;
  #tree: PageTree | undefined;
  /** Pages written since the tree was last brought up to date. */
  readonly #stale = new Set<number>();

  /** `onFlush` is given the pages written since the last flush, and answers false if it could not keep them. */
  constructor(image: ImageSource, readonly: boolean, onFlush?: (pages: DiskPages) => boolean) {
    this.#image = image;
    this.size = image.size;
    this.readonly = readonly;
    this.#onFlush = onFlush;
  }

  read(offset: number, into: Uint8Array): boolean {
    if (offset < 0 || offset + into.length > this.size) return false;
    forEachPage(offset, into.length, (page, within, at, length) => {
      const part = into.subarray(at, at + length);
      const written = this.#written.get(page);
      if (written) part.set(written.subarray(within, within + length));
      else this.#image.read(page * PAGE_BYTES + within, part);
    });
    return true;
  }

  write(offset: number, bytes: Uint8Array): boolean {
    if (this.readonly || offset < 0 || offset + bytes.length > this.size) return false;
    forEachPage(offset, bytes.length, (page, within, at, length) => {
      this.#ownPage(page).set(bytes.subarray(at, at + length), within);
      this.#changed(page);
    });
    return true;
  }

  flush(): boolean {
    if (!this.#onFlush || this.#unflushed.size === 0) return true;
    const pages = new Map([...this.#unflushed].sort((a, b) => a - b).map((page) => [page, this.#written.get(page) ?? this.#imagePage(page)]));
    if (!this.#onFlush(pages)) return false;
    this.#unflushed.clear();
    return true;
  }

  /** Marks how far the disk is written, for `save`. */
  mark(): number {
    return this.#writes;
  }

  /** What the guest has written over the image, all of it or since a mark. The pages stay as they are, and are not to be changed. */
  save(since?: number): Map<number, Uint8Array> {
    const pages = since === undefined ? new Map(this.#written) : this.#writtenSince(since);
    for (const page of pages.keys()) this.#shared.add(page);
    return pages;
  }

  /** With those that a load has put back to what the image has. */
  #writtenSince(mark: number): Map<number, Uint8Array> {
    const pages = [...this.#writtenAt].filter(([, at]) => at > mark);
    return new Map(pages.map(([page]) => [page, this.#written.get(page) ?? this.#imagePage(page)]));
  }

  /** Makes the disk its image with `pages` over it, which are not to be changed from now on. */
  load(pages: DiskPages): void {
    const before = this.#written;
    this.#written = new Map(pages);
    this.#shared.clear();
    for (const [page, bytes] of pages) {
      this.#shared.add(page);
      if (before.get(page) !== bytes) this.#changed(page);
    }
    for (const page of before.keys()) if (!pages.has(page)) this.#changed(page);
  }

  /** The root of the hash tree over all pages of the disk as it is now. The first call reads the whole image. */
  root(hash: HashFunction): Uint8Array {
    const buffer = new Uint8Array(PAGE_BYTES);
    const pages = Math.max(1, Math.ceil(this.size / PAGE_BYTES));
    const update = (tree: PageTree, page: number): void => {
      buffer.fill(0);
      this.read(page * PAGE_BYTES, buffer.subarray(0, Math.min(PAGE_BYTES, this.size - page * PAGE_BYTES)));
      tree.update(page, buffer);
    };
    let tree = this.#tree;
    if (tree) for (const page of this.#stale) update(tree, page);
    else {
      tree = new PageTree(pages, hash);
      for (let page = 0; page < pages; page++) update(tree, page);
      this.#tree = tree;
    }
    this.#stale.clear();
    return tree.root();
  }

  #changed(page: number): void {
    this.#writtenAt.set(page, ++this.#writes);
    this.#unflushed.add(page);
    this.#stale.add(page);
  }

  /** A page's bytes, to be changed. */
  #ownPage(page: number): Uint8Array {
    const written = this.#written.get(page);
    if (written && !this.#shared.delete(page)) return written;
    const bytes = written ? written.slice() : this.#imagePage(page);
    this.#written.set(page, bytes);
    return bytes;
  }

  #imagePage(page: number): Uint8Array {
    const bytes = new Uint8Array(PAGE_BYTES);
    const start = page * PAGE_BYTES;
    this.#image.read(start, bytes.subarray(0, Math.min(PAGE_BYTES, this.size - start)));
    return bytes;
  }
}

/** Calls `part` for each page that a stretch of bytes touches: the page, where in it, where in the stretch, and how long. */
function forEachPage(offset: number, length: number, part: (page: number, within: number, at: number, length: number) => void): void {
  for (let at = 0; at < length; ) {
    const page = Math.floor((offset + at) / PAGE_BYTES);
    const within = offset + at - page * PAGE_BYTES;
    const count = Math.min(PAGE_BYTES - within, length - at);
    part(page, within, at, count);
    at += count;
  }
}
