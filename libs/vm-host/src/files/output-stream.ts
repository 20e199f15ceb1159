import { createWriteStream, openSync } from 'node:fs';
import type { Writable } from 'node:stream';
import { naming } from './file-error.ts';

/** A file to be written from its beginning as things happen. @throws FileError if it cannot be opened */
export const createOutputStream = (what: string, path: string): Writable =>
  createWriteStream(path, { fd: naming(`write ${what}`, () => openSync(path, 'w')) });
