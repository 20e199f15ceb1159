import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { PAGE_BYTES } from '@reprise/tree';
import { plain } from '../bytes.ts';

/** Of output in one piece beside the data themselves, so that it need not be put together of several. */
const MARGIN = 4096;

const compression = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };
/** Frames are of 256 KiB: none needs a larger window. */
const decompression = { params: { [constants.ZSTD_d_windowLogMax]: 18 } };

export const compressFrame = (bytes: Uint8Array): Uint8Array => plain(zstdCompressSync(bytes, { ...compression, pledgedSrcSize: bytes.length, chunkSize: bytes.length + MARGIN }));

/**
 * The entries of a frame. Takes no more memory than they have, whatever the bytes are.
 * @throws Error if the bytes are no frame, or one of another length
 */
export function decompressFrame(bytes: Uint8Array, entries: number): Uint8Array {
  const length = entries * PAGE_BYTES;
  const raw = zstdDecompressSync(bytes, { ...decompression, maxOutputLength: length, chunkSize: length + MARGIN });
  if (raw.length !== length) throw new Error(`${raw.length} bytes, expected ${length}`);
  return plain(raw);
}
