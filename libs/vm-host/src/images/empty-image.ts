import { createHash } from 'node:crypto';
import type { DriveImage } from './drive-image.ts';

const HASHED_AT_ONCE = 1 << 20;

/** A disk of zeros that is in no file. */
export class EmptyImage implements DriveImage {
  readonly size: number;
  readonly isWritable = false;
  readonly problem = undefined;
  #sha256: string | undefined;

  /** @param size in bytes */
  constructor(size: number) {
    this.size = size;
  }

  read(_offset: number, into: Uint8Array): void {
    into.fill(0);
  }

  isSameFile(): boolean {
    return false;
  }

  writeBack(): boolean {
    return false;
  }

  sha256(): string {
    return (this.#sha256 ??= sha256OfZeros(this.size));
  }

  [Symbol.dispose](): void {}
}

function sha256OfZeros(size: number): string {
  const hash = createHash('sha256');
  const zeros = new Uint8Array(Math.min(size, HASHED_AT_ONCE));
  for (let at = 0; at < size; at += zeros.length) hash.update(zeros.subarray(0, Math.min(zeros.length, size - at)));
  return hash.digest('hex');
}
