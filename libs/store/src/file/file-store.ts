import { randomUUID } from 'node:crypto';
import { dirname, join, resolve } from 'node:path';
import { type ByteRange, checkKey, checkPrefix, checkRange, type Listing, type ObjectInfo, type ObjectStore, type PutOptions } from '../object-store.ts';
import { type FileSystem, nodeFileSystem } from './file-system.ts';
import { listFiles } from './list-files.ts';
import { ifThere, isMissing, storeErrorOf, systemCode } from './system-error.ts';

export interface FileStoreOptions {
  readonly files?: FileSystem;
  /** How many objects a page of a listing has at most. */
  readonly pageSize?: number;
}

/** Where files are written before they get the name of their object. No key begins with '.'. */
const TEMPORARY = '.tmp';

/**
 * A store in a folder: the object of key `packs/1` is the file of that name. A file is complete and on the medium before it gets its name,
 * and the name is on the medium before `put` answers; `link` refuses a name that is taken, which makes `ifNoneMatch` atomic. So a crash at
 * any point leaves at most a temporary file, and an error leaves not even that.
 */
export class FileStore implements ObjectStore {
  readonly root: string;
  readonly #files: FileSystem;
  readonly #pageSize: number;
  /** Folders whose own name is known to be on the medium. */
  readonly #made = new Set<string>();

  /** @param root the folder; it is made by the first `put` */
  constructor(root: string, { files = nodeFileSystem, pageSize = 1000 }: FileStoreOptions = {}) {
    this.root = resolve(root);
    this.#files = files;
    this.#pageSize = pageSize;
  }

  async put(key: string, bytes: Uint8Array, { ifNoneMatch = false }: PutOptions = {}): Promise<'created' | 'exists'> {
    const path = this.#path(key);
    return this.#naming('put', key, async () => {
      try {
        return await this.#put(path, bytes, ifNoneMatch);
      } catch (error) {
        if (!isMissing(error)) throw error;
        if (systemCode(error) !== 'ENOENT') throw new RangeError(`'${key}' goes on from another key, or another goes on from it`);
        this.#made.clear(); // someone has removed folders: make them again
        return this.#put(path, bytes, ifNoneMatch);
      }
    });
  }

  async get(key: string, range?: ByteRange): Promise<Uint8Array> {
    const path = this.#path(key);
    checkRange(range);
    return this.#naming('get', key, async () => {
      const file = await this.#files.open(path);
      try {
        const size = await file.size();
        const offset = Math.min(range?.offset ?? 0, size);
        const bytes = new Uint8Array(Math.min(range?.length ?? size, size - offset));
        return bytes.subarray(0, await file.read(offset, bytes));
      } finally {
        await file.close();
      }
    });
  }

  async head(key: string): Promise<ObjectInfo> {
    const path = this.#path(key);
    return this.#naming('look at', key, async () => ({ key, size: (await this.#files.stat(path)).size }));
  }

  async list(prefix: string, cursor = ''): Promise<Listing> {
    checkPrefix(prefix);
    return this.#naming('list', prefix, async () => {
      const objects: ObjectInfo[] = [];
      for await (const object of listFiles(this.#files, this.root, prefix, cursor)) {
        if (objects.length === this.#pageSize) return { objects, cursor: objects.at(-1)?.key };
        objects.push(object);
      }
      return { objects, cursor: undefined };
    });
  }

  async delete(key: string): Promise<void> {
    const path = this.#path(key);
    await this.#naming('delete', key, async () => {
      try {
        await this.#files.unlink(path);
      } catch (error) {
        if (isMissing(error)) return;
        throw error;
      }
      await this.#sync(dirname(path));
    });
  }

  async close(): Promise<void> {
    await Promise.resolve();
  }

  /** Removes temporary files last changed before `before` (ms since 1970): what crashes have left. Answers how many. */
  async removeLeftovers(before: number): Promise<number> {
    const folder = join(this.root, TEMPORARY);
    return this.#naming('clean', TEMPORARY, async () => {
      let removed = 0;
      for (const { name } of await ifThere(this.#files.entries(folder), [])) {
        const path = join(folder, name);
        const found = await ifThere(this.#files.stat(path), undefined);
        if (!found || found.modified >= before) continue;
        await ifThere(this.#files.unlink(path), undefined);
        removed++;
      }
      return removed;
    });
  }

  async #put(path: string, bytes: Uint8Array, ifNoneMatch: boolean): Promise<'created' | 'exists'> {
    const folder = dirname(path);
    await this.#makeFolder(folder);
    if (ifNoneMatch && (await ifThere(this.#files.stat(path), undefined))) {
      await this.#sync(folder); // its writer may not have come so far
      return 'exists';
    }
    await this.#makeFolder(join(this.root, TEMPORARY));
    const temporary = join(this.root, TEMPORARY, randomUUID());
    try {
      await this.#write(temporary, bytes);
      const outcome = ifNoneMatch ? await this.#link(temporary, path) : await this.#rename(temporary, path);
      await this.#sync(folder); // also when it was there
      return outcome;
    } finally {
      await this.#files.unlink(temporary).catch(() => undefined); // renamed, or left for removeLeftovers
    }
  }

  async #write(path: string, bytes: Uint8Array): Promise<void> {
    const file = await this.#files.create(path);
    try {
      await file.append(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
  }

  async #link(temporary: string, path: string): Promise<'created' | 'exists'> {
    try {
      await this.#files.link(temporary, path);
      return 'created';
    } catch (error) {
      if (systemCode(error) !== 'EEXIST') throw error;
      await this.#files.stat(path); // a folder is no object
      return 'exists';
    }
  }

  async #rename(temporary: string, path: string): Promise<'created'> {
    await this.#files.rename(temporary, path);
    return 'created';
  }

  /** Makes a folder and those above it, each durable before anything is put in it. */
  async #makeFolder(path: string): Promise<void> {
    if (this.#made.has(path)) return;
    if (path !== this.root) await this.#makeFolder(dirname(path));
    if ((await this.#make(path)) || path !== this.root) await this.#sync(dirname(path));
    this.#made.add(path);
  }

  /** False if it was there. */
  async #make(path: string): Promise<boolean> {
    try {
      await this.#files.makeFolder(path);
      return true;
    } catch (error) {
      if (systemCode(error) === 'EEXIST') return false;
      if (systemCode(error) !== 'ENOENT' || dirname(path) === path) throw error;
    }
    if (await this.#make(dirname(path))) await this.#sync(dirname(dirname(path)));
    return this.#make(path);
  }

  async #sync(folder: string): Promise<void> {
    const handle = await this.#files.open(folder);
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  }

  #path(key: string): string {
    checkKey(key);
    return join(this.root, key);
  }

  async #naming<T>(what: string, key: string, action: () => Promise<T>): Promise<T> {
    try {
      return await action();
    } catch (error) {
      throw storeErrorOf(error, what, key);
    }
  }
}
