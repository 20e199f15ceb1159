/** Bytes and numbers as gdb writes them: two hex digits a byte, registers in the target's byte order, numbers big-endian. */

export const hexOf = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

/** Undefined for text that is not whole bytes in hex. */
export function bytesOf(hex: string): Uint8Array | undefined {
  if (hex.length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(hex)) return undefined;
  return Uint8Array.from({ length: hex.length / 2 }, (_, i) => Number.parseInt(hex.slice(i * 2, i * 2 + 2), 16));
}

/** A register's bytes, in little-endian order. */
export function hexOfValue(value: bigint, bytes: 4 | 8): string {
  const cell = new Uint8Array(8);
  new DataView(cell.buffer).setBigUint64(0, value, true);
  return hexOf(cell.subarray(0, bytes));
}

/** The value of at most eight bytes in little-endian order. */
export function valueOf(bytes: Uint8Array): bigint {
  const cell = new Uint8Array(8);
  cell.set(bytes.subarray(0, 8));
  return new DataView(cell.buffer).getBigUint64(0, true);
}

/** A number in hex as in `m8000,4`; undefined for what is none, or wider than 64 bits. */
export const numberOf = (text: string | undefined): bigint | undefined =>
  text !== undefined && /^[0-9a-fA-F]{1,16}$/.test(text) ? BigInt(`0x${text}`) : undefined;

/** Text as hex, for `O` packets and replies to qRcmd. */
export const hexOfText = (text: string): string => hexOf(new TextEncoder().encode(text));
