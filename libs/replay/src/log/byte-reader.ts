import { readU16, readU32, readU64 } from '@reprise/bits';

/** More was read than there is. */
export class OutOfBytes extends Error {
  override name = 'OutOfBytes';
}

/** A value that the format does not allow. */
export class BadValue extends Error {
  override name = 'BadValue';
}

/** Reads what ByteWriter wrote; nothing beyond the end, and of each number only the one way to write it. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get offset(): number {
    return this.#at;
  }

  get remaining(): number {
    return this.#bytes.length - this.#at;
  }

  byte(): number {
    return this.#bytes[this.#take(1)] ?? 0;
  }

  u16(): number {
    return readU16(this.#bytes, this.#take(2));
  }

  u32(): number {
    return readU32(this.#bytes, this.#take(4));
  }

  /** @throws BadValue if it is not below 2^53 */
  u64(): number {
    return safe(Number(readU64(this.#bytes, this.#take(8))));
  }

  /** @throws BadValue if it is not below 2^53, or written with more bytes than it needs */
  varint(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 0x80) {
      const byte = this.byte();
      value = safe(value + (byte & 0x7f) * scale);
      if (byte < 0x80) {
        if (byte === 0 && scale > 1) throw new BadValue('a number is written with more bytes than it needs');
        return value;
      }
    }
  }

  /** A copy. */
  bytes(count: number): Uint8Array {
    const at = this.#take(count);
    return new Uint8Array(this.#bytes.subarray(at, at + count));
  }

  counted(most: number): Uint8Array {
    const count = this.varint();
    if (count > most) throw new BadValue(`${count} bytes where at most ${most} may be`);
    return this.bytes(count);
  }

  #take(count: number): number {
    if (count > this.remaining) throw new OutOfBytes();
    const at = this.#at;
    this.#at += count;
    return at;
  }
}

function safe(value: number): number {
  if (!Number.isSafeInteger(value)) throw new BadValue('a number is not below 2^53');
  return value;
}
