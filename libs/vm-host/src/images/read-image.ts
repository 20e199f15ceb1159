import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { formatSize, readU32 } from '@reprise/bits';
import type { Image } from '@reprise/machine';
import { FileError } from '../files/file-error.ts';
import { readFile } from '../files/read-file.ts';

/** The largest image that is read into memory: more than fits a machine's RAM is of no use. */
export const IMAGE_LIMIT = 3584 << 20 >>> 0;

/** Reads an image as it is. @throws FileError */
export const readImage = (kind: string, path: string): Image => ({ name: path, bytes: readFile(`${kind} '${path}'`, path, IMAGE_LIMIT) });

const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

/** Reads an image and decompresses it if it is compressed with gzip, which another thread does. @throws FileError */
export async function readCompressedImage(kind: string, path: string): Promise<Image> {
  const { name, bytes } = readImage(kind, path);
  return { name, bytes: isGzip(bytes) ? await decompress(`${kind} '${path}'`, bytes) : bytes };
}

async function decompress(what: string, bytes: Uint8Array): Promise<Uint8Array> {
  try {
    return await promisify(gunzip)(bytes, { maxOutputLength: IMAGE_LIMIT, chunkSize: expectedSize(bytes) });
  } catch (error) {
    const problem =
      error instanceof RangeError /* ERR_BUFFER_TOO_LARGE */ ? `expected at most ${formatSize(IMAGE_LIMIT)} when decompressed, got more` : `it is damaged (gzip: ${error instanceof Error ? error.message : String(error)})`;
    throw new FileError(`cannot read ${what}: ${problem}`);
  }
}

const LEAST_CHUNK = 1 << 16;
const MOST_CHUNK = 1 << 26;

/** gzip ends with the size modulo 2^32 (RFC 1952, ISIZE): output in one piece is joined from no others. */
function expectedSize(bytes: Uint8Array): number {
  const size = bytes.length < 4 ? 0 : readU32(bytes, bytes.length - 4);
  return Math.min(Math.max(size + 1, LEAST_CHUNK), MOST_CHUNK);
}
