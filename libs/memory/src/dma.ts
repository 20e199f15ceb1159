import type { GuestPhysical } from '@reprise/bits';
import type { AddressSpace } from './address-space.ts';
import type { FlatRange } from './flat-view.ts';
import type { RamBlock } from './ram-block.ts';

/** Told of each piece of a span: where in which block it lies, and where in the span it begins. */
type SpanVisitor = (block: RamBlock, offset: number, from: number, length: number) => void;

/**
 * A device's view of RAM. It reaches RAM (and, reading, ROM) only, never another device's registers: an address that is not
 * RAM makes a read `undefined` and anything else `false`, and then nothing of the span was changed. Little-endian, any alignment.
 */
export class Dma {
  readonly space: AddressSpace;

  constructor(space: AddressSpace) {
    this.space = space;
  }

  /** Fills `into` from `address` on. */
  readBytes(address: GuestPhysical, into: Uint8Array): boolean {
    if (!this.isRam(address, into.length, false)) return false;
    return this.#spans(address, into.length, false, (block, offset, from, length) =>
      block.readBytes(offset, into.subarray(from, from + length)));
  }

  writeBytes(address: GuestPhysical, bytes: Uint8Array): boolean {
    if (!this.isRam(address, bytes.length, true)) return false;
    return this.#spans(address, bytes.length, true, (block, offset, from, length) =>
      block.writeBytes(offset, bytes.subarray(from, from + length)));
  }

  /** Are all of these bytes RAM (for reading: or ROM)? No bytes at all are. */
  isRam(address: GuestPhysical, length: number, isWrite: boolean): boolean {
    return this.#spans(address, length, isWrite, () => {});
  }

  read8(address: GuestPhysical): number | undefined {
    return this.#read(address, 1);
  }

  read16(address: GuestPhysical): number | undefined {
    return this.#read(address, 2);
  }

  read32(address: GuestPhysical): number | undefined {
    return this.#read(address, 4);
  }

  read64(address: GuestPhysical): bigint | undefined {
    const low = this.#read(address, 4);
    const high = this.#read(address + 4, 4);
    return low === undefined || high === undefined ? undefined : (BigInt(high) << 32n) | BigInt(low);
  }

  write8(address: GuestPhysical, value: number): boolean {
    return this.#write(address, value, 1);
  }

  write16(address: GuestPhysical, value: number): boolean {
    return this.#write(address, value, 2);
  }

  write32(address: GuestPhysical, value: number): boolean {
    return this.#write(address, value, 4);
  }

  write64(address: GuestPhysical, value: bigint): boolean {
    const bytes = new Uint8Array(8);
    new DataView(bytes.buffer).setBigUint64(0, BigInt.asUintN(64, value), true);
    return this.writeBytes(address, bytes);
  }

  #read(address: number, size: number): number | undefined {
    const range = this.space.lookup(address);
    if (range?.readBlock && address + size <= range.end) return range.readBlock.read(offsetIn(range, address), size);
    const bytes = new Uint8Array(4);
    if (!this.readBytes(address, bytes.subarray(0, size))) return undefined;
    return new DataView(bytes.buffer).getUint32(0, true);
  }

  #write(address: number, value: number, size: number): boolean {
    const range = this.space.lookup(address);
    if (range?.writeBlock && address + size <= range.end) {
      range.writeBlock.write(offsetIn(range, address), value, size);
      return true;
    }
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setUint32(0, value, true);
    return this.writeBytes(address, bytes.subarray(0, size));
  }

  /** Calls `visit` for each piece that lies in one block; false as soon as a byte is not RAM. */
  #spans(address: number, length: number, isWrite: boolean, visit: SpanVisitor): boolean {
    for (let done = 0; done < length; ) {
      const range = this.space.lookup(address + done);
      const block = isWrite ? range?.writeBlock : range?.readBlock;
      if (!range || !block) return false;
      const piece = Math.min(length - done, range.end - (address + done));
      visit(block, offsetIn(range, address + done), done, piece);
      done += piece;
    }
    return true;
  }
}

const offsetIn = (range: FlatRange, address: number): number => address - range.start + range.offsetInRegion;
