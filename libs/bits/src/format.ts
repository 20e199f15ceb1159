/** `0x` and at least `digits` lower-case hex digits. */
export const hex = (value: number | bigint, digits = 1): string => `0x${value.toString(16).padStart(digits, '0')}`;

/** `digits` hex digits without a prefix, as `info mtree` prints addresses. */
export const bareHex = (value: number | bigint, digits = 16): string => value.toString(16).padStart(digits, '0');

const HEX_OF_BYTE = Array.from({ length: 256 }, (_, byte) => bareHex(byte, 2));

/** Two hex digits a byte, nothing between. */
export function hexOfBytes(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += HEX_OF_BYTE[byte];
  return text;
}

/** A size in bytes in the largest unit that divides it: `4 KiB`, `3 MiB`, `17 bytes`. */
export function formatSize(bytes: number): string {
  const units = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'];
  let unit = 0;
  let value = bytes;
  while (value !== 0 && value % 1024 === 0 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${value} ${units[unit] ?? ''}`;
}
