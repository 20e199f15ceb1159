const TWO_32 = 4294967296;

/** A 64-bit value as two signed 32-bit halves, written in place: no allocation where CSRs are read millions of times. */
export class Pair {
  high = 0;
  low = 0;

  set(high: number, low: number): void {
    this.high = high | 0;
    this.low = low | 0;
  }

  /** Any integer of at most 53 bits, in two's complement. */
  setNumber(value: number): void {
    this.high = Math.floor(value / TWO_32) | 0;
    this.low = value | 0;
  }

  /** Adds any integer of at most 53 bits, modulo 2^64. */
  addNumber(value: number): void {
    const low = (this.low + (value | 0)) | 0;
    const carry = low >>> 0 < this.low >>> 0 ? 1 : 0;
    this.high = (this.high + Math.floor(value / TWO_32) + carry) | 0;
    this.low = low;
  }

  /** The unsigned value. */
  toBigInt(): bigint {
    return (BigInt(this.high >>> 0) << 32n) | BigInt(this.low >>> 0);
  }
}
