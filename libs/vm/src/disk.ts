import type { BlockBackend } from '@reprise/qdev';
import { HASH_BYTES, loadNodesAbove, PAGE_BYTES, PageTree, type HashFunction, type NodeSource } from '@reprise/tree';
import { PageArena } from './page-arena.ts';
import { WriteEpochs } from './write-epochs.ts';

/** The contents that a disk starts with: read, never written. Offsets and lengths in bytes. */
export interface ImageSource {
  readonly size: number;
  /** Fills `into` from `offset` on; beyond the end it is zeros. Throws only when the host fails. */
  read(offset: number, into: Uint8Array): void;
}

/** Pages by number, each of 4 KiB. */
export type DiskPages = ReadonlyMap<number, Uint8Array>;

/** The contents of a disk that are kept elsewhere, and brought when they are touched. */
export interface StoredDisk extends NodeSource {
  /** The tree over all of the disk: the hash of its top node. */
  readonly top: Uint8Array;
  /** The pages written over the image, each once. */
  readonly written: Iterable<number>;
  /** The 4 KiB of one of them; they are not changed. Throws if they cannot be had. */
  page(page: number): Uint8Array;
}

/**
 * A disk of a machine: an image, and the pages that the guest has written over it. The image stays as it is; what was written is state,
 * and whoever owns the image may carry it over at a flush.
 */
export class Disk implements BlockBackend {
  readonly size: number;
  readonly readonly: boolean;
  readonly #image: ImageSource;
  /** null: the page is where the disk was loaded from. */
  #written = new Map<number, Uint8Array | null>();
  readonly #epochs = new WriteEpochs();
  readonly #arena = new PageArena();
  #stored: StoredDisk | undefined;
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
      const written = this.#writtenPage(page);
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
    const pages = new Map([...this.#unflushed].sort((a, b) => a - b).map((page) => [page, this.#currentPage(page)]));
    if (!this.#onFlush(pages)) return false;
    this.#unflushed.clear();
    return true;
  }

  /** Marks how far the disk is written, for `save`. */
  mark(): number {
    return this.#epochs.mark();
  }

  /** What the guest has written over the image, all of it or since a mark. The pages stay as they are, and are not to be changed. */
  save(since?: number): Map<number, Uint8Array> {
    // since a mark, with those that a load has put back to what the image has
    const pages = since === undefined ? this.#written.keys() : this.#epochs.since(since);
    const saved = new Map<number, Uint8Array>();
    for (const page of pages) {
      saved.set(page, this.#currentPage(page));
      this.#shared.add(page);
    }
    return saved;
  }

  /** Makes the disk its image with `pages` over it, which are not to be changed from now on. */
  load(pages: DiskPages): void {
    const before = this.#written;
    this.#written = new Map(pages);
    if (this.#stored) this.#tree = undefined; // its nodes were brought from there
    this.#stored = undefined;
    this.#shared.clear();
    for (const [page, bytes] of pages) {
      this.#shared.add(page);
      if (before.get(page) !== bytes) this.#changed(page);
    }
    for (const page of before.keys()) if (!pages.has(page)) this.#changed(page);
  }

  /** Makes the disk its image with the pages of `stored` over it, which are asked for when they are touched. */
  loadLazily(stored: StoredDisk, hash: HashFunction): void {
    const before = this.#written;
    this.#written = new Map();
    for (const page of stored.written) this.#written.set(page, null);
    this.#stored = stored;
    this.#shared.clear();
    for (const page of new Set([...before.keys(), ...this.#written.keys()])) this.#changed(page);
    this.#tree = PageTree.stored(this.#pages, stored.top, hash);
    this.#stale.clear();
  }

  /** The hashes of all pages as they are now, one after the other. The first call of this or `tree` reads the whole image. */
  pageHashes(hash: HashFunction): Uint8Array {
    const tree = this.tree(hash);
    const hashes = new Uint8Array(this.#pages * HASH_BYTES);
    for (let page = 0; page < this.#pages; page++) hashes.set(tree.pageHash(page), page * HASH_BYTES);
    return hashes;
  }

  get #pages(): number {
    return Math.max(1, Math.ceil(this.size / PAGE_BYTES));
  }

  /** The hash tree over all pages of the disk as it is now. The first call reads the whole image. */
  tree(hash: HashFunction): PageTree {
    const tree = this.#tree;
    if (!tree) {
      this.#tree = new PageTree(this.#pages, hash);
      for (let page = 0; page < this.#pages; page++) this.#tree.update(page, this.#currentPage(page));
      this.#stale.clear();
      return this.#tree;
    }
    if (this.#stored) loadNodesAbove(tree, this.#stale, this.#stored);
    for (const page of this.#stale) tree.update(page, this.#currentPage(page));
    this.#stale.clear();
    return tree;
  }

  #changed(page: number): void {
    this.#epochs.note(page);
    this.#unflushed.add(page);
    this.#stale.add(page);
  }

  /** A page's bytes, to be changed. */
  #ownPage(page: number): Uint8Array {
    const written = this.#writtenPage(page);
    if (written && !this.#shared.delete(page)) return written;
    const bytes = this.#arena.allocate();
    if (written) bytes.set(written);
    else this.#readImage(page, bytes);
    this.#written.set(page, bytes);
    return bytes;
  }

  /** A page's bytes, to be looked at. */
  #currentPage(page: number): Uint8Array {
    const written = this.#writtenPage(page);
    if (written) return written;
    const bytes = new Uint8Array(PAGE_BYTES);
    this.#readImage(page, bytes);
    return bytes;
  }

  /** A page that was written over the image; undefined for one that was not. */
  #writtenPage(page: number): Uint8Array | undefined {
    const written = this.#written.get(page);
    if (written !== null || !this.#stored) return written ?? undefined;
    const bytes = this.#stored.page(page);
    this.#written.set(page, bytes);
    this.#shared.add(page);
    return bytes;
  }

  #readImage(page: number, into: Uint8Array): void {
    const start = page * PAGE_BYTES;
    this.#image.read(start, into.subarray(0, Math.min(PAGE_BYTES, this.size - start)));
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
