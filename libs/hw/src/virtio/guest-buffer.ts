import type { Dma } from '@reprise/memory';

/** Bytes of guest memory that lie together. */
export interface Segment {
  /** Guest physical; imprecise from 2^53 on, where nothing is mapped. */
  readonly address: number;
  /** Bytes, 1 to 2^32-1. */
  readonly length: number;
}

/** A run of bytes scattered over guest memory: what a driver has put into the descriptors of one direction. */
export class GuestBuffer {
  readonly #dma: Dma;
  readonly #segments: readonly Segment[];
  /** Bytes. */
  readonly length: number;
  // The segment of the latest access and where it starts, so that going through the buffer in order takes one pass.
  #index = 0;
  #start = 0;

  constructor(dma: Dma, segments: readonly Segment[]) {
    this.#dma = dma;
    this.#segments = segments;
    this.length = segments.reduce((sum, { length }) => sum + length, 0);
  }

  /** Fills `into` with the bytes from `at` on. False = they end before, or are no memory. */
  read(at: number, into: Uint8Array): boolean {
    return this.#pieces(at, into.length, (address, from, to) => this.#dma.readBytes(address, into.subarray(from, to)));
  }

  /** Stores `bytes` from `at` on. False = the buffer ends before, or is no memory. */
  write(at: number, bytes: Uint8Array): boolean {
    return this.#pieces(at, bytes.length, (address, from, to) => this.#dma.writeBytes(address, bytes.subarray(from, to)));
  }

  /** Stores one byte. */
  writeByte(at: number, byte: number): boolean {
    return this.#pieces(at, 1, (address) => this.#dma.write8(address, byte));
  }

  #pieces(at: number, length: number, access: (address: number, from: number, to: number) => boolean): boolean {
    if (at + length > this.length) return false;
    if (at < this.#start) this.#index = this.#start = 0;
    for (let done = 0; done < length; ) {
      const segment = this.#segments[this.#index];
      if (!segment) return false;
      const within = at + done - this.#start;
      if (within >= segment.length) {
        this.#start += segment.length;
        this.#index++;
        continue;
      }
      const piece = Math.min(length - done, segment.length - within);
      if (!access(segment.address + within, done, done + piece)) return false;
      done += piece;
    }
    return true;
  }
}
