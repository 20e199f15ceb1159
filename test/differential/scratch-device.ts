import { MemoryRegion } from '@reprise/memory';

/** What a device may know of the machine. */
interface Surroundings {
  readonly icount: () => number;
  readonly now: () => number;
  /** Raises the machine timer interrupt of hart 0 at a virtual time; lowered at once. */
  readonly alarm: (time: number) => void;
}

const REGISTERS = 0x1000;
const ICOUNT = 0;
const COUNT = 4;
const ALARM = 16;

/**
 * Registers that show any access too many, too few or at the wrong instruction: the instruction count at 0, the number of accesses so far
 * at 4, an alarm that many ns ahead at 16 (its low 6 bits); the rest keep what was stored.
 */
export class ScratchDevice {
  readonly region: MemoryRegion;
  /** A hash of all accesses, with when they were made. */
  trace = 0;
  accesses = 0;
  readonly #bytes = new Uint8Array(REGISTERS);
  readonly #around: Surroundings;

  constructor(around: Surroundings) {
    this.#around = around;
    this.region = MemoryRegion.io('scratch', REGISTERS, {
      read: (offset, size) => this.#read(offset, size),
      write: (offset, value, size) => this.#write(offset, value, size),
    });
  }

  reset(): void {
    this.trace = 0;
    this.accesses = 0;
    this.#bytes.fill(0);
  }

  #read(offset: number, size: number): number {
    this.#note(offset * 8 + size, 0);
    if (offset === ICOUNT) return this.#around.icount() % 2 ** 32;
    if (offset === COUNT) return this.accesses;
    return this.#bytes.subarray(offset, offset + size).reduceRight((value, byte) => value * 256 + byte, 0);
  }

  #write(offset: number, value: number, size: number): void {
    this.#note(offset * 8 + size + 1, value);
    if (offset === ALARM) this.#around.alarm(this.#around.now() + (value & 63));
    for (let i = 0; i < size; i++) this.#bytes[offset + i] = value >>> (i * 8);
  }

  #note(access: number, value: number): void {
    this.accesses++;
    for (const part of [access, value, this.#around.icount()]) this.trace = Math.imul(this.trace ^ part, 0x0100_0193);
  }
}
