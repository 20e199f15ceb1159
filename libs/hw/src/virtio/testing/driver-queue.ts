import { alignUp, writeU16, writeU32, writeU64 } from '@reprise/bits';
import type { DriverMemory, Part } from './driver-memory.ts';

/** What the device has given back. */
export interface Used {
  readonly id: number;
  readonly length: number;
}

export const DESC_NEXT = 1;
export const DESC_WRITE = 2;
export const DESC_INDIRECT = 4;

/** A driver's side of one split virtqueue in bench RAM, Virtio 1.2 §2.7, laid out as a legacy driver must (§2.7.2). */
export class DriverQueue {
  readonly memory: DriverMemory;
  readonly size: number;
  readonly desc: number;
  readonly driver: number;
  readonly device: number;
  #nextDescriptor = 0;
  #availIndex = 0;
  #usedIndex = 0;

  /** By default in fresh memory. */
  constructor(memory: DriverMemory, size: number, desc?: number) {
    this.memory = memory;
    this.size = size;
    const driver = 16 * size;
    const device = alignUp(driver + 6 + 2 * size, 4096);
    this.desc = desc ?? memory.allocate(device + 6 + 8 * size, 4096);
    this.driver = this.desc + driver;
    this.device = this.desc + device;
  }

  /** The same queue in a copy of the memory. */
  in(memory: DriverMemory): DriverQueue {
    const copy = new DriverQueue(memory, this.size, this.desc);
    copy.#nextDescriptor = this.#nextDescriptor;
    copy.#availIndex = this.#availIndex;
    copy.#usedIndex = this.#usedIndex;
    return copy;
  }

  /** Writes one descriptor. */
  describe(index: number, address: number, length: number, flags: number, next: number, table = this.desc): void {
    const bytes = new Uint8Array(16);
    writeU64(bytes, 0, BigInt(address));
    writeU32(bytes, 8, length);
    writeU16(bytes, 12, flags);
    writeU16(bytes, 14, next);
    this.memory.write(table + 16 * index, bytes);
  }

  /** Makes a chain of parts available and returns its head; with `indirect` through a table of its own. */
  add(parts: readonly Part[], indirect = false): number {
    const head = this.#nextDescriptor;
    if (indirect) {
      const table = this.memory.allocate(16 * parts.length, 16);
      parts.forEach(({ address, length, writable }, index) => {
        const flags = (writable ? DESC_WRITE : 0) | (index + 1 < parts.length ? DESC_NEXT : 0);
        this.describe(index, address, length, flags, index + 1, table);
      });
      this.describe(this.#take(), table, 16 * parts.length, DESC_INDIRECT, 0);
    } else {
      parts.forEach(({ address, length, writable }, index) => {
        const flags = (writable ? DESC_WRITE : 0) | (index + 1 < parts.length ? DESC_NEXT : 0);
        const at = this.#take();
        this.describe(at, address, length, flags, this.#nextDescriptor);
      });
    }
    this.offer(head);
    return head;
  }

  #take(): number {
    const index = this.#nextDescriptor;
    this.#nextDescriptor = (index + 1) % this.size;
    return index;
  }

  /** Puts a head into the available ring. */
  offer(head: number): void {
    this.memory.write16(this.driver + 4 + 2 * (this.#availIndex % this.size), head);
    this.#availIndex = (this.#availIndex + 1) & 0xffff;
    this.memory.write16(this.driver + 2, this.#availIndex);
  }

  get availIndex(): number {
    return this.#availIndex;
  }

  /** What was given back since the last call. */
  used(): Used[] {
    const found: Used[] = [];
    for (; this.#usedIndex !== this.memory.read16(this.device + 2); this.#usedIndex = (this.#usedIndex + 1) & 0xffff) {
      const slot = this.device + 4 + 8 * (this.#usedIndex % this.size);
      found.push({ id: this.memory.read32(slot), length: this.memory.read32(slot + 4) });
    }
    return found;
  }

  /** The available ring's flags: 1 = no interrupts, please. */
  set flags(value: number) {
    this.memory.write16(this.driver, value);
  }

  set usedEvent(value: number) {
    this.memory.write16(this.driver + 4 + 2 * this.size, value);
  }

  get availEvent(): number {
    return this.memory.read16(this.device + 4 + 8 * this.size);
  }
}
