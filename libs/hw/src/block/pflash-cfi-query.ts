/** What a parallel NOR flash chip says of itself: Common Flash Interface, JEDEC JESD68.01, with Intel's command set 0001. */

/** Words of a chip's 16-bit query space that have something in them; each holds one byte. */
export interface ChipGeometry {
  /** Bytes of the chip; a power of two. */
  readonly size: number;
  /** Bytes of one erase block; a multiple of 256. */
  readonly blockSize: number;
  /** Bytes of its write buffer; a power of two. */
  readonly bufferSize: number;
}

const log2 = (value: number): number => 31 - Math.clz32(value);
const ascii = (text: string): number[] => Array.from(text, (char) => char.charCodeAt(0));
const u16 = (value: number): number[] => [value & 0xff, (value >> 8) & 0xff];

/** Where the query begins, and where its table of command set 0001 does, in words. */
const QUERY = 0x10;
const PRIMARY_TABLE = 0x31;

/** The byte of each word of the query space; words not listed are 0. */
export function queryTable({ size, blockSize, bufferSize }: ChipGeometry): Uint8Array {
  const table = new Uint8Array(256);
  table.set([
    ...ascii('QRY'), ...u16(1), ...u16(PRIMARY_TABLE), // command set, its table
    ...u16(0), ...u16(0), // no alternative one
    0x45, 0x55, 0, 0, // Vcc 4.5 to 5.5 V, no Vpp
    0x07, 0x07, 0x0a, 0, 0x04, 0x04, 0x04, 0, // times as powers of two: word, buffer, block, chip; what they are at most
    log2(size), ...u16(2), ...u16(log2(bufferSize)), // x8/x16
    1, ...u16(size / blockSize - 1), ...u16(blockSize / 256), // one region of blocks, all of one size
  ], QUERY);
  table.set([...ascii('PRI10'), 0, 0, 0, 0, 0, ...u16(0), 0x50, 0, 0], PRIMARY_TABLE); // no locking, no suspending
  return table;
}
