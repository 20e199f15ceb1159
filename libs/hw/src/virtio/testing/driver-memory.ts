import { alignUp } from '@reprise/bits';
import { BENCH_RAM, type DeviceBench } from '@reprise/qdev';

/** A buffer as a driver describes it: where, how many bytes, and who writes it. */
export interface Part {
  readonly address: number;
  readonly length: number;
  readonly writable?: boolean;
}

/** Bench RAM as a driver uses it, by guest physical address. */
export class DriverMemory {
  readonly #bench: DeviceBench;
  #next = BENCH_RAM;

  constructor(bench: DeviceBench) {
    this.#bench = bench;
  }

  /** The address of fresh memory. */
  allocate(bytes: number, align = 1): number {
    const address = alignUp(this.#next, align);
    this.#next = address + bytes;
    if (this.#next > BENCH_RAM + this.#bench.ram.size) throw new Error(`bench RAM is used up by ${bytes} bytes`);
    return address;
  }

  /** Forgets what was allocated. */
  clear(): void {
    this.#next = BENCH_RAM;
  }

  /** Takes over what is in other memory, and what was allocated there. */
  copyFrom(other: DriverMemory): void {
    this.write(BENCH_RAM, other.read(BENCH_RAM, this.#bench.ram.size));
    this.#next = other.#next;
  }

  read(address: number, length: number): Uint8Array {
    const bytes = new Uint8Array(length);
    this.#bench.ram.readBytes(address - BENCH_RAM, bytes);
    return bytes;
  }

  write(address: number, bytes: Uint8Array): void {
    this.#bench.ram.writeBytes(address - BENCH_RAM, bytes);
  }

  read16(address: number): number {
    return this.#bench.ram.read(address - BENCH_RAM, 2);
  }

  read32(address: number): number {
    return this.#bench.ram.read(address - BENCH_RAM, 4);
  }

  write16(address: number, value: number): void {
    this.#bench.ram.write(address - BENCH_RAM, value, 2);
  }

  /** Bytes for the device to read. */
  readable(bytes: Uint8Array): Part {
    const address = this.allocate(bytes.length);
    this.write(address, bytes);
    return { address, length: bytes.length };
  }

  /** Room for the device to write, full of 0xee. */
  writable(length: number): Part {
    const address = this.allocate(length);
    this.write(address, new Uint8Array(length).fill(0xee));
    return { address, length, writable: true };
  }

  bytesOf({ address, length }: Part): Uint8Array {
    return this.read(address, length);
  }
}
