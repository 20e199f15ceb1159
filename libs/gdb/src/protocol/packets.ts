/**
 * Packets of gdb's remote serial protocol ("Debugging with GDB", appendix E): `$data#checksum`, `+` and `-` as acknowledgements, a single
 * 0x03 as an interrupt.
 */

/** What arrives from gdb. */
export type Arrival =
  | { readonly kind: 'packet'; readonly data: Uint8Array }
  /** A packet whose checksum is wrong, or that is longer than PACKET_BYTES. */
  | { readonly kind: 'damaged' }
  | { readonly kind: 'interrupt' }
  | { readonly kind: 'acknowledged' | 'refused' };

/** The longest packet that is taken, in bytes of data. */
export const PACKET_BYTES = 0x4000;

const DOLLAR = 0x24;
const HASH = 0x23;
const ESCAPE = 0x7d;
const STAR = 0x2a;
const PLUS = 0x2b;
const MINUS = 0x2d;
const INTERRUPT = 0x03;

const hexDigit = (byte: number): number => Number.parseInt(String.fromCharCode(byte), 16);

/** Takes bytes as they come and gives what they make up. */
export class PacketReader {
  #data: number[] | undefined;
  #checksum: number[] | undefined;

  take(bytes: Uint8Array): readonly Arrival[] {
    const arrivals: Arrival[] = [];
    for (const byte of bytes) {
      const arrival = this.#takeByte(byte);
      if (arrival) arrivals.push(arrival);
    }
    return arrivals;
  }

  #takeByte(byte: number): Arrival | undefined {
    if (this.#checksum) {
      this.#checksum.push(byte);
      return this.#checksum.length === 2 ? this.#finish() : undefined;
    }
    if (this.#data) {
      if (byte === HASH) this.#checksum = [];
      else if (byte === DOLLAR) this.#data = [];
      else if (this.#data.length <= PACKET_BYTES * 2) this.#data.push(byte);
      return undefined;
    }
    if (byte === DOLLAR) this.#data = [];
    if (byte === INTERRUPT) return { kind: 'interrupt' };
    if (byte === PLUS) return { kind: 'acknowledged' };
    return byte === MINUS ? { kind: 'refused' } : undefined;
  }

  #finish(): Arrival {
    const raw = this.#data ?? [];
    const [high = 0, low = 0] = this.#checksum ?? [];
    this.#data = undefined;
    this.#checksum = undefined;
    if (raw.length > PACKET_BYTES * 2 || hexDigit(high) * 16 + hexDigit(low) !== sum(raw)) return { kind: 'damaged' };
    const data: number[] = [];
    for (let i = 0; i < raw.length; i++) {
      const byte = raw[i] ?? 0;
      data.push(byte === ESCAPE ? (raw[++i] ?? 0) ^ 0x20 : byte);
    }
    return { kind: 'packet', data: Uint8Array.from(data) };
  }
}

/** The bytes of a packet; `data` is text of one byte a character. */
export function packet(data: string): Uint8Array {
  const body: number[] = [];
  for (let i = 0; i < data.length; i++) {
    const byte = data.charCodeAt(i) & 0xff;
    if (byte === DOLLAR || byte === HASH || byte === ESCAPE || byte === STAR) body.push(ESCAPE, byte ^ 0x20);
    else body.push(byte);
  }
  const checksum = sum(body).toString(16).padStart(2, '0');
  return Uint8Array.from([DOLLAR, ...body, HASH, checksum.charCodeAt(0), checksum.charCodeAt(1)]);
}

const sum = (bytes: readonly number[]): number => bytes.reduce((total, byte) => (total + byte) & 0xff, 0);
