import { readU32, readU64 } from '@reprise/bits';
import { type Image, ImageError } from './image.ts';

/** The header of a bootable Linux image: Linux, Documentation/riscv/boot-image-header.rst. */
const HEADER_BYTES = 64;
const Offset = { IMAGE_SIZE: 16, FLAGS: 24, VERSION: 32, MAGIC: 48, MAGIC_2: 56 } as const;
const MAGIC = 0x0000_0056_4353_4952n; // "RISCV\0\0\0"
const MAGIC_2 = 0x0543_5352; // "RSC\x05"
const FLAG_BIG_ENDIAN = 1n;

/** The boundary that a kernel for 64 bits is loaded at. */
export const KERNEL_ALIGNMENT = 2 << 20;

export interface LinuxImage {
  /** Bytes that the kernel takes up from its start, those beyond the file (its bss) included. */
  readonly size: number;
}

const startsWith = (bytes: Uint8Array, text: string, at = 0): boolean =>
  Array.from(text).every((character, index) => bytes[at + index] === character.charCodeAt(0));

/** Forms of a kernel that must be unpacked by whoever reads the file: this library does not decompress. */
const packed: readonly (readonly [string, (bytes: Uint8Array) => boolean])[] = [
  ['gzip', (bytes) => bytes[0] === 0x1f && bytes[1] === 0x8b],
  ['xz', (bytes) => startsWith(bytes, '\xfd7zXZ')],
  ['zstd', (bytes) => readU32(bytes, 0) === 0xfd2f_b528],
  ['lz4', (bytes) => readU32(bytes, 0) === 0x184c_2102],
  ['bzip2', (bytes) => startsWith(bytes, 'BZh')],
  ['an EFI zboot image', (bytes) => startsWith(bytes, 'MZ') && startsWith(bytes, 'zimg', 4)],
];

/** How a kernel is compressed, or null if it is not. */
export const compressionOf = (bytes: Uint8Array): string | null => packed.find(([, matches]) => matches(bytes))?.[0] ?? null;

/**
 * The header of a Linux image; null for a file without one, which is loaded as it is.
 * @throws ImageError for a kernel that cannot run here
 */
export function readLinuxImage({ name, bytes }: Image): LinuxImage | null {
  if (bytes.length < HEADER_BYTES) return null;
  if (readU32(bytes, Offset.MAGIC_2) !== MAGIC_2 && readU64(bytes, Offset.MAGIC) !== MAGIC) return null;
  if ((readU64(bytes, Offset.FLAGS) & FLAG_BIG_ENDIAN) !== 0n) throw new ImageError(name, 'expected a little-endian kernel, got a big-endian one');
  const size = readU64(bytes, Offset.IMAGE_SIZE);
  if (size > BigInt(Number.MAX_SAFE_INTEGER)) throw new ImageError(name, `the kernel says that it needs ${size} bytes`);
  return { size: Math.max(Number(size), bytes.length) };
}
