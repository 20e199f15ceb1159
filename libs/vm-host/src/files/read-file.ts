import { closeSync, fstatSync, openSync, readSync, type Stats } from 'node:fs';
import { formatSize } from '@reprise/bits';
import { FileError, naming } from './file-error.ts';

/** What a pipe is read by. */
const CHUNK = 1 << 20;

/**
 * Reads a file whole. It may be a pipe, which is read to its end.
 * @param what names it in errors: `kernel 'Image'`
 * @param limit in bytes; a larger file is refused before it is read
 * @throws FileError
 */
export function readFile(what: string, path: string, limit: number): Uint8Array {
  return naming(`read ${what}`, () => {
    const file = openSync(path, 'r');
    try {
      const stats = fstatSync(file);
      if (stats.isDirectory()) throw new FileError(`cannot read ${what}: it is a directory`);
      if (stats.size > limit) throw tooLarge(what, limit, stats);
      return stats.isFile() && stats.size > 0 ? readSized(file, stats.size) : readToEnd(file, what, limit);
    } finally {
      closeSync(file);
    }
  });
}

function readSized(file: number, size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  let at = 0;
  while (at < size) {
    const count = readSync(file, bytes, at, size - at, null);
    if (count === 0) return bytes.subarray(0, at); // it was cut meanwhile
    at += count;
  }
  return bytes;
}

/** Files of unknown size: pipes, and those of /proc and the like. */
function readToEnd(file: number, what: string, limit: number): Uint8Array {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const chunk = new Uint8Array(CHUNK);
    const count = readSync(file, chunk, 0, CHUNK, null);
    if (count === 0) return Buffer.concat(chunks, length);
    chunks.push(chunk.subarray(0, count));
    length += count;
    if (length > limit) throw tooLarge(what, limit);
  }
}

const tooLarge = (what: string, limit: number, stats?: Stats): FileError =>
  new FileError(`cannot read ${what}: expected at most ${formatSize(limit)}${stats ? `, got ${formatSize(stats.size)}` : ''}`);
