/** Reads what ByteWriter wrote. @throws RangeError at the end of the bytes */
export class ByteReader {
  readonly #bytes: Uint8Array;
  #at: number;
  readonly #end: number;

  constructor(bytes: Uint8Array, at = 0, end = bytes.length) {
    this.#bytes = bytes;
    this.#at = at;
    this.#end = end;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#end;
  }

  u8(): number {
    return this.#bytes[this.#take(1)] ?? 0;
  }

  /** Unsigned, 0 .. 2^32-1. */
  unsigned(): number {
    return Number(BigInt.asUintN(32, this.#leb().value));
  }

  /** Signed, -2^31 .. 2^31-1. */
  signed32(): number {
    return Number(this.signed64());
  }

  signed64(): bigint {
    const { value, bits } = this.#leb();
    return BigInt.asIntN(bits, value);
  }

  /** The bits of a double. */
  double(): bigint {
    const at = this.#take(8);
    return new DataView(this.#bytes.buffer, this.#bytes.byteOffset).getBigUint64(at, true);
  }

  name(): string {
    const length = this.unsigned();
    const at = this.#take(length);
    return new TextDecoder().decode(this.#bytes.subarray(at, at + length));
  }

  /** What a length in front encloses. */
  vector(): ByteReader {
    const length = this.unsigned();
    const at = this.#take(length);
    return new ByteReader(this.#bytes, at, at + length);
  }

  /** As many values as a count in front says. */
  list<T>(read: (reader: this, index: number) => T): T[] {
    return Array.from({ length: this.unsigned() }, (_, index) => read(this, index));
  }

  #leb(): { readonly value: bigint; readonly bits: number } {
    let value = 0n;
    let bits = 0;
    for (let byte = 0x80; byte >= 0x80; bits += 7) {
      byte = this.u8();
      value |= BigInt(byte & 0x7f) << BigInt(bits);
    }
    return { value, bits };
  }

  #take(length: number): number {
    const at = this.#at;
    if (at + length > this.#end) throw new RangeError(`${length} bytes at ${at}: the end is at ${this.#end}`);
    this.#at += length;
    return at;
  }
}
