import { NotFound } from '../errors.ts';
import { type ByteRange, checkKey, checkPrefix, checkRange, type Listing, type ObjectInfo, type ObjectStore, type PutOptions } from '../object-store.ts';

/** A store that is gone with the process: for tests, and as a cache. */
export class MemoryStore implements ObjectStore {
  readonly #objects = new Map<string, Uint8Array>();
  readonly #pageSize: number;

  /** `pageSize` is how many objects a page of a listing has at most. */
  constructor(pageSize = 1000) {
    this.#pageSize = pageSize;
  }

  async put(key: string, bytes: Uint8Array, { ifNoneMatch = false }: PutOptions = {}): Promise<'created' | 'exists'> {
    checkKey(key);
    if (ifNoneMatch && this.#objects.has(key)) return 'exists';
    this.#objects.set(key, Uint8Array.from(bytes));
    return 'created';
  }

  async get(key: string, range?: ByteRange): Promise<Uint8Array> {
    checkRange(range);
    const bytes = this.#object(key);
    return range ? bytes.slice(range.offset, range.offset + range.length) : bytes.slice();
  }

  async head(key: string): Promise<ObjectInfo> {
    return { key, size: this.#object(key).length };
  }

  async list(prefix: string, cursor = ''): Promise<Listing> {
    checkPrefix(prefix);
    const keys = [...this.#objects.keys()].filter((key) => key.startsWith(prefix) && key > cursor).sort();
    const objects = keys.slice(0, this.#pageSize).map((key) => ({ key, size: this.#object(key).length }));
    return { objects, cursor: keys.length > objects.length ? objects.at(-1)?.key : undefined };
  }

  async delete(key: string): Promise<void> {
    checkKey(key);
    this.#objects.delete(key);
  }

  async close(): Promise<void> {
    await Promise.resolve();
  }

  #object(key: string): Uint8Array {
    checkKey(key);
    const bytes = this.#objects.get(key);
    if (!bytes) throw new NotFound(key);
    return bytes;
  }
}
