import type { Stats } from 'node:fs';
import { link, mkdir, open, readdir, rename, stat, unlink, type FileHandle } from 'node:fs/promises';

/** An open file or folder. */
export interface OpenFile {
  /** Bytes of the file. Fails with EISDIR for a folder. */
  size(): Promise<number>;
  /** Reads at `offset` until `into` is full or the file ends; answers how many bytes that were. */
  read(offset: number, into: Uint8Array): Promise<number>;
  /** Adds all the bytes at the end. */
  append(bytes: Uint8Array): Promise<void>;
  /** Returns once what was written is on the medium; for a folder, the names in it. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

export interface FolderEntry {
  readonly name: string;
  readonly isFolder: boolean;
}

/** What the driver uses of a file system. Failures are those of the system calls, with their `code`. */
export interface FileSystem {
  makeFolder(path: string): Promise<void>;
  /** Fails with EEXIST where something is already. */
  create(path: string): Promise<OpenFile>;
  /** For reading, and to sync a folder. */
  open(path: string): Promise<OpenFile>;
  /** Gives a file a second name; fails with EEXIST where something is already. */
  link(path: string, second: string): Promise<void>;
  /** Gives a file another name, in place of what may have it. */
  rename(path: string, to: string): Promise<void>;
  unlink(path: string): Promise<void>;
  entries(path: string): Promise<readonly FolderEntry[]>;
  /** Bytes, and ms since 1970 of the last change. Fails with EISDIR for a folder. */
  stat(path: string): Promise<{ readonly size: number; readonly modified: number }>;
}

class NodeFile implements OpenFile {
  readonly #handle: FileHandle;

  constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  async size(): Promise<number> {
    return ofFile(await this.#handle.stat()).size;
  }

  async read(offset: number, into: Uint8Array): Promise<number> {
    let done = 0;
    while (done < into.length) {
      const { bytesRead } = await this.#handle.read(into, done, into.length - done, offset + done);
      if (bytesRead === 0) break;
      done += bytesRead;
    }
    return done;
  }

  async append(bytes: Uint8Array): Promise<void> {
    for (let done = 0; done < bytes.length; ) done += (await this.#handle.write(bytes, done)).bytesWritten;
  }

  async sync(): Promise<void> {
    await this.#handle.sync();
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }
}

function ofFile(stats: Stats): Stats {
  if (stats.isDirectory()) throw Object.assign(new Error('is a folder'), { code: 'EISDIR' });
  return stats;
}

/** The host's own. */
export const nodeFileSystem: FileSystem = {
  makeFolder: (path) => mkdir(path),
  create: async (path) => new NodeFile(await open(path, 'wx')),
  open: async (path) => new NodeFile(await open(path, 'r')),
  link,
  rename,
  unlink,
  entries: async (path) => (await readdir(path, { withFileTypes: true })).map((entry) => ({ name: entry.name, isFolder: entry.isDirectory() })),
  stat: async (path) => {
    const { size, mtimeMs } = ofFile(await stat(path));
    return { size, modified: mtimeMs };
  },
};
