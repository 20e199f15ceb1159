import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { PAGE_BYTES } from '@reprise/tree';
import { plain } from '../bytes.ts';

const compression = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };
/** Frames are of 256 KiB: none needs a larger window. */
const decompression = { params: { [constants.ZSTD_d_windowLogMax]: 18 } };

export const compressFrame = (bytes: Uint8Array): Uint8Array => plain(zstdCompressSync(bytes, { ...compression, pledgedSrcSize: bytes.length }));

/**
 * The entries of a frame. Takes no more memory than they have, whatever the bytes are.
 * @throws Error if the bytes are no frame, or one of another length
 */
export function decompressFrame(bytes: Uint8Array, entries: number): Uint8Array {
  const length = entries * PAGE_BYTES;
  const raw = zstdDecompressSync(bytes, { ...decompression, maxOutputLength: length });
  if (raw.length !== length) throw new Error(`${raw.length} bytes, expected ${length}`);
  return plain(raw);
}
