import { writeU16, writeU32, writeU64 } from '@reprise/bits';

const FIRST_CAPACITY = 1 << 10;

/** Bytes that are appended to. */
export class ByteWriter {
  #bytes = new Uint8Array(FIRST_CAPACITY);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** What was written so far: a view, until more is. */
  get written(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  byte(value: number): void {
    const at = this.#take(1);
    this.#bytes[at] = value;
  }

  u16(value: number): void {
    const at = this.#take(2);
    writeU16(this.#bytes, at, value);
  }

  u32(value: number): void {
    const at = this.#take(4);
    writeU32(this.#bytes, at, value);
  }

  u64(value: number): void {
    const at = this.#take(8);
    writeU64(this.#bytes, at, BigInt(value));
  }

  /** An integer in 0 .. 2^53-1 as LEB128: 7 bits a byte, the lowest first, the top bit set in all but the last. */
  varint(value: number): void {
    let rest = value;
    while (rest >= 0x80) {
      this.byte((rest % 0x80) | 0x80);
      rest = Math.floor(rest / 0x80);
    }
    this.byte(rest);
  }

  bytes(bytes: Uint8Array): void {
    const at = this.#take(bytes.length);
    this.#bytes.set(bytes, at);
  }

  /** Bytes with their number before them. */
  counted(bytes: Uint8Array): void {
    this.varint(bytes.length);
    this.bytes(bytes);
  }

  #take(count: number): number {
    const at = this.#length;
    this.#length += count;
    if (this.#length > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(this.#length, this.#bytes.length * 2));
      grown.set(this.#bytes.subarray(0, at));
      this.#bytes = grown;
    }
    return at;
  }
}
