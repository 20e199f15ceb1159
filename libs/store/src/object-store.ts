/** A stretch of an object's bytes. */
export interface ByteRange {
  /** From 0 on. */
  readonly offset: number;
  /** From 1 on. */
  readonly length: number;
}

/** What a store says of an object without giving its bytes. */
export interface ObjectInfo {
  readonly key: string;
  /** In bytes. */
  readonly size: number;
}

/** One page of a listing. */
export interface Listing {
  /** In the order of their keys, bytewise. */
  readonly objects: readonly ObjectInfo[];
  /** Where the next page begins; undefined on the last. */
  readonly cursor: string | undefined;
}

export interface PutOptions {
  /** Leave an object that has the key already as it is. */
  readonly ifNoneMatch?: boolean;
}

/**
 * Objects by key: written whole or not at all, and durable once `put` has answered. Every method throws a StoreError where the store fails
 * (`Unavailable` is the one that trying again may help), and a RangeError for a key or range that cannot be.
 *
 * Bytes come back as the medium has them. A length that is not the stored one is noticed here; flipped bits are for the reader to notice:
 * whatever is stored must carry its own hashes.
 */
export interface ObjectStore {
  /**
   * 'exists' if `ifNoneMatch` was asked for and the key was taken: the object there is durable, and what it was. It may have been put by this
   * very call, where a first attempt got through and its answer did not: compare the bytes where that matters.
   */
  put(key: string, bytes: Uint8Array, options?: PutOptions): Promise<'created' | 'exists'>;
  /** The object, or those bytes of the range that it has: fewer than asked for at its end, none beyond. @throws NotFound */
  get(key: string, range?: ByteRange): Promise<Uint8Array>;
  /** @throws NotFound */
  head(key: string): Promise<ObjectInfo>;
  /** The objects whose key begins with `prefix` ('' for all), a page at a time: the first, or that which begins at a page's `cursor`. */
  list(prefix: string, cursor?: string): Promise<Listing>;
  /** Deletes the object, if it is there. */
  delete(key: string): Promise<void>;
  /** Lets go of connections. The store is not used afterwards. */
  close(): Promise<void>;
}

/** Characters of a key, at most. */
export const MAX_KEY_LENGTH = 512;

const SEGMENT = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/;

/**
 * Keys are names joined by '/', each of letters, digits, '.', '_' and '-', and not beginning with '.' or '-'. No key goes on from another
 * key with '/': what is an object is not a folder as well.
 * @throws RangeError for anything else
 */
export function checkKey(key: string): void {
  if (key.length > MAX_KEY_LENGTH || !key.split('/').every((segment) => SEGMENT.test(segment))) {
    throw new RangeError(`'${key}' cannot be the key of an object`);
  }
}

/** @throws RangeError if no key can begin so */
export function checkPrefix(prefix: string): void {
  if (prefix !== '') checkKey(prefix.endsWith('/') ? `${prefix}x` : prefix);
}

/** @throws RangeError if it is no range */
export function checkRange(range: ByteRange | undefined): void {
  if (!range) return;
  const { offset, length } = range;
  if (!Number.isSafeInteger(offset) || !Number.isSafeInteger(length) || offset < 0 || length < 1) {
    throw new RangeError(`there are no bytes ${offset}..${offset + length - 1}`);
  }
}

/** All objects whose key begins with `prefix`. */
export async function* listAll(store: ObjectStore, prefix: string): AsyncGenerator<ObjectInfo> {
  let cursor: string | undefined;
  do {
    const page = await store.list(prefix, cursor);
    yield* page.objects;
    cursor = page.cursor;
  } while (cursor !== undefined);
}
