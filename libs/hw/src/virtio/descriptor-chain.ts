import { readU16, readU32 } from '@reprise/bits';
import type { Dma } from '@reprise/memory';
import { GuestBuffer, type Segment } from './guest-buffer.ts';

/** Flags of a descriptor, Virtio 1.2 §2.7.5. */
const NEXT = 1;
const WRITE = 2;
const INDIRECT = 4;

const DESCRIPTOR_BYTES = 16;
/** Descriptors in one chain, those of an indirect table counted. Linux makes longer chains than its queue has slots; QEMU's limit. */
export const MAX_CHAIN = 1024;
/** §2.7.5.2: bytes in one chain. */
const MAX_CHAIN_BYTES = 2 ** 32;

/** A buffer that the driver has made available. */
export interface Chain {
  /** Index of its first descriptor, by which it is given back. */
  readonly head: number;
  /** What the device reads; it comes before what it writes. */
  readonly readable: GuestBuffer;
  readonly writable: GuestBuffer;
}

/**
 * Follows the descriptors from `head` on through a table of `size` at the guest address `table`. Nothing is changed. What is
 * wrong with the chain, if anything, is the result: a loop, an index or address outside of the table or of memory, no bytes or too
 * many, or a wrong order.
 */
export function readChain(dma: Dma, table: number, size: number, head: number): Chain | string {
  const readable: Segment[] = [];
  const writable: Segment[] = [];
  const descriptor = new Uint8Array(DESCRIPTOR_BYTES);
  let at = { table, size, limit: size, indirect: false };
  let bytes = 0;
  for (let index = head, seen = 1; ; seen++) {
    if (index >= at.size) return `descriptor ${index} of a table of ${at.size}`;
    if (seen > at.limit) return `descriptors of chain ${head} without an end`;
    if (!dma.readBytes(at.table + DESCRIPTOR_BYTES * index, descriptor)) return `descriptor ${index} outside of memory`;
    const address = readU32(descriptor, 0) + readU32(descriptor, 4) * 2 ** 32;
    const length = readU32(descriptor, 8);
    const flags = readU16(descriptor, 12);
    if (flags & INDIRECT) { // §2.7.5.3: the last one, and only once
      if (at.indirect || flags & NEXT) return `descriptor ${index} is indirect where it must not be`;
      if (length === 0 || length % DESCRIPTOR_BYTES !== 0) return `an indirect table of ${length} bytes`;
      at = { table: address, size: length / DESCRIPTOR_BYTES, limit: MAX_CHAIN, indirect: true };
      index = 0;
      continue;
    }
    const isWritable = (flags & WRITE) !== 0;
    bytes += length;
    if (length === 0 || bytes > MAX_CHAIN_BYTES) return `descriptor ${index} has ${length} bytes`;
    if (!isWritable && writable.length > 0) return `descriptor ${index} is to be read after one to be written`; // §2.7.4.2
    if (!dma.isRam(address, length, isWritable)) return `descriptor ${index} points outside of memory`;
    (isWritable ? writable : readable).push({ address, length });
    if (!(flags & NEXT)) return { head, readable: new GuestBuffer(dma, readable), writable: new GuestBuffer(dma, writable) };
    index = readU16(descriptor, 14);
  }
}
