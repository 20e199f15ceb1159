import type { BlockBackend } from '@reprise/qdev';

/** A disk in an array, that can be told to fail. */
export class MemoryDisk implements BlockBackend {
  readonly bytes: Uint8Array;
  readonly readonly: boolean;
  failing = false;
  flushes = 0;

  constructor(bytes: Uint8Array, readonly = false) {
    this.bytes = bytes;
    this.readonly = readonly;
  }

  /** `sectors` sectors, each full of its number. */
  static numbered(sectors: number, readonly = false): MemoryDisk {
    return new MemoryDisk(Uint8Array.from({ length: 512 * sectors }, (_, at) => at >>> 9), readonly);
  }

  get size(): number {
    return this.bytes.length;
  }

  read(offset: number, into: Uint8Array): boolean {
    if (this.failing) return false;
    into.set(this.bytes.subarray(offset, offset + into.length));
    return true;
  }

  write(offset: number, bytes: Uint8Array): boolean {
    if (this.failing || this.readonly) return false;
    this.bytes.set(bytes, offset);
    return true;
  }

  flush(): boolean {
    this.flushes++;
    return !this.failing;
  }
}
