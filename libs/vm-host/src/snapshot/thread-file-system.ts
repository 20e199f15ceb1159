import { closeSync, fstatSync, fsync, openSync, readSync } from 'node:fs';
import { promisify } from 'node:util';
import { nodeFileSystem, type FileSystem, type OpenFile } from '@reprise/store';
import type { Turns } from './turns.ts';

/**
 * The host's files, for a thread that has little else to do than to read them: reads are waited for, which is much sooner than to be called
 * back from another thread where files are in memory. Whatever waits for the medium is done elsewhere.
 */
export const threadFileSystem = (turns: Turns): FileSystem => ({
  ...nodeFileSystem,
  open: async (path) => {
    await turns.breathe();
    return new ReadFile(path);
  },
});

class ReadFile implements OpenFile {
  readonly #file: number;

  constructor(path: string) {
    this.#file = openSync(path, 'r');
  }

  async size(): Promise<number> {
    const stats = fstatSync(this.#file);
    if (stats.isDirectory()) throw Object.assign(new Error('is a folder'), { code: 'EISDIR' });
    return Promise.resolve(stats.size);
  }

  async read(offset: number, into: Uint8Array): Promise<number> {
    let done = 0;
    while (done < into.length) {
      const count = readSync(this.#file, into, done, into.length - done, offset + done);
      if (count === 0) break;
      done += count;
    }
    return Promise.resolve(done);
  }

  append(): Promise<void> {
    return Promise.reject(Object.assign(new Error('is open for reading'), { code: 'EBADF' }));
  }

  async sync(): Promise<void> {
    await promisify(fsync)(this.#file);
  }

  async close(): Promise<void> {
    closeSync(this.#file);
    await Promise.resolve();
  }
}
