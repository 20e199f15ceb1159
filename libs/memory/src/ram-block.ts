import { alignUp, type HostOffset } from '@reprise/bits';
import { type HostMemory, PAGE_SIZE } from './host-memory.ts';
import type { PageTracker, TrackedRange } from './page-tracker.ts';

/**
 * Guest RAM or ROM, a stretch of host memory. Offsets are bytes from the block's start; the caller has checked that
 * `offset + size` is within `size`. Values are little-endian at any alignment. Every write goes by the page tracker.
 *
 * `readonly` binds the guest (MemoryRegion and DMA honour it), not the methods here: an image is loaded with `writeBytes`.
 */
export class RamBlock implements TrackedRange {
  readonly name: string;
  readonly memory: HostMemory;
  readonly tracker: PageTracker;
  /** Byte offset of the block in host memory, page-aligned. */
  readonly offset: HostOffset;
  /** Bytes that the guest sees, rounded up to whole pages. */
  readonly size: number;
  readonly readonly: boolean;

  /** @throws HostMemoryError when host memory is used up */
  constructor(memory: HostMemory, tracker: PageTracker, name: string, size: number, readonly = false) {
    this.name = name;
    this.memory = memory;
    this.tracker = tracker;
    this.size = alignUp(size, PAGE_SIZE);
    this.offset = memory.allocate(this.size);
    this.readonly = readonly;
    tracker.track(this);
  }

  /** 1, 2 or 4 bytes, unsigned. */
  read(offset: number, size: number): number {
    const { u8 } = this.memory;
    const at = this.offset + offset;
    if (this.tracker.hasSource) this.tracker.beforeRead(at, size);
    const low = u8[at] ?? 0;
    if (size === 1) return low;
    const half = low | ((u8[at + 1] ?? 0) << 8);
    if (size === 2) return half;
    return (half | ((u8[at + 2] ?? 0) << 16) | ((u8[at + 3] ?? 0) << 24)) >>> 0;
  }

  /** 8 bytes, unsigned. */
  read64(offset: number): bigint {
    return (BigInt(this.read(offset + 4, 4)) << 32n) | BigInt(this.read(offset, 4));
  }

  /** Stores the low 1, 2 or 4 bytes of `value`. */
  write(offset: number, value: number, size: number): void {
    const at = this.offset + offset;
    this.tracker.beforeWrite(at, size);
    const { u8 } = this.memory;
    u8[at] = value;
    if (size === 1) return;
    u8[at + 1] = value >>> 8;
    if (size === 2) return;
    u8[at + 2] = value >>> 16;
    u8[at + 3] = value >>> 24;
  }

  /** Stores `value` modulo 2^64. */
  write64(offset: number, value: bigint): void {
    this.write(offset, Number(value & 0xffff_ffffn), 4);
    this.write(offset + 4, Number((value >> 32n) & 0xffff_ffffn), 4);
  }

  readBytes(offset: number, into: Uint8Array): void {
    if (into.length === 0) return;
    const at = this.offset + offset;
    if (this.tracker.hasSource) this.tracker.beforeRead(at, into.length);
    into.set(this.memory.u8.subarray(at, at + into.length));
  }

  writeBytes(offset: number, bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.tracker.beforeWrite(this.offset + offset, bytes.length);
    this.memory.u8.set(bytes, this.offset + offset);
  }

  /** The live bytes of one 4 KiB page, for hashing and saving: a view, so read only, and not kept. */
  page(index: number): Uint8Array {
    const at = this.offset + index * PAGE_SIZE;
    if (this.tracker.hasSource) this.tracker.beforeRead(at, PAGE_SIZE);
    return this.memory.u8.subarray(at, at + PAGE_SIZE);
  }
}
