import { createHash } from 'node:crypto';
import { closeSync, fstatSync, fsyncSync, openSync, readSync, writeSync } from 'node:fs';
import { alignUp, hexOfBytes } from '@reprise/bits';
import type { DiskPages } from '@reprise/vm';
import { FileError, naming, systemProblem } from '../files/file-error.ts';
import type { DriveImage } from './drive-image.ts';

const PAGE_BYTES = 4096;
/** Disks are counted in sectors; a file that ends within one ends with zeros. */
const SECTOR_BYTES = 512;
const HASHED_AT_ONCE = 1 << 20;

/**
 * A disk image in a file. It reads as it was when it was opened, also after pages of it were written back: what was there before is kept
 * in memory.
 */
export class FileImage implements DriveImage {
  readonly size: number;
  readonly isWritable: boolean;
  readonly #what: string;
  readonly #file: number;
  readonly #identity: string;
  /** Pages as they were, of those that were written back. */
  readonly #originals = new Map<number, Uint8Array>();
  #problem: string | undefined;
  #sha256: string | undefined;

  /** @param what names it in errors: `drive 'disk.img'`. @throws FileError */
  constructor(what: string, path: string, isWritable: boolean) {
    this.#what = what;
    this.isWritable = isWritable;
    this.#file = naming(`open ${what}${isWritable ? ' for writing' : ''}`, () => openSync(path, isWritable ? 'r+' : 'r'));
    const stats = fstatSync(this.#file);
    this.size = alignUp(stats.size, SECTOR_BYTES);
    this.#identity = `${stats.dev}:${stats.ino}`;
    if (stats.isFile() && stats.size > 0) return;
    closeSync(this.#file);
    throw new FileError(`cannot open ${what}: ${stats.isFile() ? 'it is empty' : 'it is no regular file'}`);
  }

  /** Why pages could not be written back, if that has happened. */
  get problem(): string | undefined {
    return this.#problem;
  }

  /** Whether the other image is in the same file, by whatever name. */
  isSameFile(other: DriveImage): boolean {
    return other instanceof FileImage && this.#identity === other.#identity;
  }

  read(offset: number, into: Uint8Array): void {
    for (let at = 0; at < into.length; ) {
      const page = Math.floor((offset + at) / PAGE_BYTES);
      const within = offset + at - page * PAGE_BYTES;
      const part = into.subarray(at, at + PAGE_BYTES - within);
      const original = this.#originals.get(page);
      if (original) part.set(original.subarray(within, within + part.length));
      else this.#readFile(offset + at, part);
      at += part.length;
    }
  }

  /** Writes pages to the file, and waits until the storage has them. False if that failed; the file may then have a part of them. */
  writeBack(pages: DiskPages): boolean {
    try {
      for (const [page, bytes] of pages) {
        const start = page * PAGE_BYTES;
        if (!this.#originals.has(page)) {
          const original = new Uint8Array(PAGE_BYTES);
          this.#readFile(start, original);
          this.#originals.set(page, original);
        }
        this.#writeFile(start, bytes.subarray(0, Math.min(PAGE_BYTES, this.size - start)));
      }
      fsyncSync(this.#file);
      return true;
    } catch (error) {
      this.#problem = `cannot write ${this.#what}: ${systemProblem(error)}`;
      return false;
    }
  }

  /** SHA-256 of what it held when it was opened, as hex. */
  sha256(): string {
    return (this.#sha256 ??= this.#computeSha256());
  }

  #computeSha256(): string {
    const hash = createHash('sha256');
    const buffer = new Uint8Array(HASHED_AT_ONCE);
    for (let at = 0; at < this.size; at += HASHED_AT_ONCE) {
      const part = buffer.subarray(0, Math.min(HASHED_AT_ONCE, this.size - at));
      this.read(at, part);
      hash.update(part);
    }
    return hexOfBytes(hash.digest());
  }

  [Symbol.dispose](): void {
    closeSync(this.#file);
  }

  #readFile(offset: number, into: Uint8Array): void {
    let at = 0;
    while (at < into.length) {
      const count = readSync(this.#file, into, at, into.length - at, offset + at);
      if (count === 0) break;
      at += count;
    }
    into.fill(0, at);
  }

  #writeFile(offset: number, bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; ) at += writeSync(this.#file, bytes, at, bytes.length - at, offset + at);
  }
}
