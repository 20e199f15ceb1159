/** An append-only byte buffer with WebAssembly's integer encodings (Core Specification §5.2.2, LEB128). */
export class ByteWriter {
  #bytes = new Uint8Array(256);
  length = 0;

  u8(value: number): void {
    if (this.length === this.#bytes.length) this.#grow(1);
    this.#bytes[this.length++] = value;
  }

  bytes(values: Uint8Array | readonly number[]): void {
    if (this.length + values.length > this.#bytes.length) this.#grow(values.length);
    this.#bytes.set(values, this.length);
    this.length += values.length;
  }

  /** Unsigned, 0 .. 2^32-1. */
  unsigned(value: number): void {
    let rest = value >>> 0;
    while (rest > 0x7f) {
      this.u8((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    this.u8(rest);
  }

  /** Signed, -2^31 .. 2^31-1. */
  signed32(value: number): void {
    let rest = value | 0;
    while (rest < -0x40 || rest > 0x3f) {
      this.u8((rest & 0x7f) | 0x80);
      rest >>= 7;
    }
    this.u8(rest & 0x7f);
  }

  /** Signed 64-bit; the value is taken modulo 2^64. */
  signed64(value: bigint): void {
    let low = Number(BigInt.asIntN(32, value));
    let high = Number(BigInt.asIntN(32, value >> 32n));
    for (;;) {
      const bits = low & 0x7f;
      low = (low >>> 7) | (high << 25);
      high >>= 7;
      const isLast = low === high && high === ((bits & 0x40) === 0 ? 0 : -1);
      this.u8(isLast ? bits : bits | 0x80);
      if (isLast) return;
    }
  }

  double(value: number): void {
    const bytes = new Uint8Array(8);
    new DataView(bytes.buffer).setFloat64(0, value, true);
    this.bytes(bytes);
  }

  /** A byte vector with its length in front. */
  vector(values: Uint8Array): void {
    this.unsigned(values.length);
    this.bytes(values);
  }

  name(text: string): void {
    this.vector(new TextEncoder().encode(text));
  }

  finish(): Uint8Array {
    return this.#bytes.slice(0, this.length);
  }

  #grow(by: number): void {
    const bigger = new Uint8Array(Math.max(this.#bytes.length * 2, this.length + by));
    bigger.set(this.#bytes);
    this.#bytes = bigger;
  }
}
