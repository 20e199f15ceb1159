import type { GuestPhysical, HostOffset } from '@reprise/bits';
import { type FlatRange, FlatView } from './flat-view.ts';
import type { MappingUser, MemoryRegion } from './memory-region.ts';
import type { AccessStatus } from './mmio.ts';

/**
 * What a CPU or a device sees at each physical address. An access never throws: its outcome is in `status`. Values are
 * little-endian; `number` ones are unsigned and at most 32 bits wide.
 */
export class AddressSpace implements MappingUser {
  readonly name: string;
  readonly root: MemoryRegion;
  /** The outcome of the latest `read`, `read64`, `write` or `write64`. */
  status: AccessStatus = 'ok';
  /** Told of accesses that nothing answers; for tracing. */
  onFault: ((address: GuestPhysical, size: number, isWrite: boolean, status: AccessStatus) => void) | null = null;
  #view: FlatView | null = null;
  #last: FlatRange | null = null;
  readonly #mappingListeners: (() => void)[] = [];

  constructor(name: string, root: MemoryRegion) {
    this.name = name;
    this.root = root;
    root.addUser(this);
  }

  /** The ranges as mapped now. */
  get view(): FlatView {
    this.#view ??= new FlatView(this.root);
    return this.#view;
  }

  /** Calls `listener` whenever the map changes: whatever was resolved before (TLB entries) must be dropped. */
  onMappingChanged(listener: () => void): void {
    this.#mappingListeners.push(listener);
  }

  mappingChanged(): void {
    this.#view = null;
    this.#last = null;
    for (const listener of this.#mappingListeners) listener();
  }

  /** The range that answers for `address`; null = nothing does. */
  lookup(address: GuestPhysical): FlatRange | null {
    const last = this.#last;
    if (last && address >= last.start && address < last.end) return last;
    const found = this.view.lookup(address);
    if (found) this.#last = found;
    return found;
  }

  /** Reads 1, 2 or 4 bytes; 0 with `status` set if that is not possible. */
  read(address: GuestPhysical, size: number): number {
    const range = this.#resolve(address, size, false);
    if (!range) return 0;
    const offset = address - range.start + range.offsetInRegion;
    const value = range.readBlock ? range.readBlock.read(offset, size) : (range.port?.read(offset, size) ?? 0);
    this.status = 'ok'; // set last: a device may have used this address space meanwhile
    return value;
  }

  /** Reads 8 bytes; 0n with `status` set if that is not possible. */
  read64(address: GuestPhysical): bigint {
    const range = this.#resolve(address, 8, false);
    if (!range) return 0n;
    const offset = address - range.start + range.offsetInRegion;
    const value = range.readBlock ? range.readBlock.read64(offset) : (range.port?.read64(offset) ?? 0n);
    this.status = 'ok';
    return value;
  }

  /** Writes the low 1, 2 or 4 bytes of `value`. A write to ROM is dropped and is 'ok'. */
  write(address: GuestPhysical, value: number, size: number): AccessStatus {
    const range = this.#resolve(address, size, true);
    if (!range) return this.status;
    const offset = address - range.start + range.offsetInRegion;
    if (range.writeBlock) range.writeBlock.write(offset, value, size);
    else range.port?.write(offset, value, size);
    this.status = 'ok';
    return 'ok';
  }

  /** Writes `value` modulo 2^64. */
  write64(address: GuestPhysical, value: bigint): AccessStatus {
    const range = this.#resolve(address, 8, true);
    if (!range) return this.status;
    const offset = address - range.start + range.offsetInRegion;
    if (range.writeBlock) range.writeBlock.write64(offset, value);
    else range.port?.write64(offset, value);
    this.status = 'ok';
    return 'ok';
  }

  /** One byte for a debugger, without any side effect; undefined if there is none, or it cannot be looked at. */
  peek(address: GuestPhysical): number | undefined {
    const range = this.lookup(address);
    if (!range) return undefined;
    const offset = address - range.start + range.offsetInRegion;
    return range.readBlock ? range.readBlock.read(offset, 1) : range.port?.ops.peek?.(offset, 1);
  }

  /** The host offset of `length` bytes (1 or more) of RAM (or, for reading only, ROM) from `address` on, which are there; -1 if they are not all in one range of it. */
  hostOffset(address: GuestPhysical, length: number, isWrite: boolean): HostOffset {
    const range = this.lookup(address);
    const block = isWrite ? range?.writeBlock : range?.readBlock;
    if (!range || !block || address + length > range.end) return -1;
    const host = block.offset + range.offsetInRegion + (address - range.start);
    if (block.tracker.hasSource) block.tracker.beforeRead(host, length);
    return host;
  }

  #resolve(address: number, size: number, isWrite: boolean): FlatRange | null {
    const range = this.lookup(address);
    if (!range) return this.#fault(address, size, isWrite, 'decode-error');
    if (address + size > range.end) return this.#fault(address, size, isWrite, 'access-error');
    const direct = isWrite ? range.writeBlock : range.readBlock;
    if (!direct && range.port && !range.port.accepts(address - range.start + range.offsetInRegion, size, isWrite)) {
      return this.#fault(address, size, isWrite, 'access-error');
    }
    return range;
  }

  #fault(address: number, size: number, isWrite: boolean, status: AccessStatus): null {
    this.onFault?.(address, size, isWrite, status);
    this.status = status;
    return null;
  }
}
