import { setTimeout } from 'node:timers/promises';
import { Unavailable } from '../errors.ts';
import { type ByteRange, checkKey, checkPrefix, checkRange, type Listing, type ObjectInfo, type ObjectStore, type PutOptions } from '../object-store.ts';
import { Deadline } from './deadline.ts';
import { defaultRetryPolicy, retrying, type RetryPolicy, type RetryPorts } from './retry.ts';
import type { S3Requests } from './s3-client.ts';
import { statusOf, storeErrorOf } from './s3-error.ts';
import type { S3Address } from './s3-url.ts';

export interface S3StoreOptions {
  readonly retry?: RetryPolicy;
  readonly ports?: RetryPorts;
  /** The longest that one attempt may take, in ms, beside the time that its bytes take on a slow line. */
  readonly timeout?: number;
  readonly connectTimeout?: number;
  /** How many objects a page of a listing has at most, up to 1000. */
  readonly pageSize?: number;
}

const hostPorts: RetryPorts = { sleep: (ms) => setTimeout(ms), random: () => Math.random() };

/**
 * A bucket of an S3-compatible server, or the part of it under a prefix. It relies on PUT with `If-None-Match: *`, on ranges, on
 * ListObjectsV2 and on signed payloads (the server refuses a body that was changed on the way), and on nothing else.
 */
export class S3Store implements ObjectStore {
  readonly #address: S3Address;
  readonly #retry: RetryPolicy;
  readonly #ports: RetryPorts;
  readonly #timeout: number;
  readonly #connectTimeout: number;
  readonly #pageSize: number;
  #requests: Promise<S3Requests> | undefined;

  constructor(address: S3Address, options: S3StoreOptions = {}) {
    this.#address = address;
    this.#retry = options.retry ?? defaultRetryPolicy;
    this.#ports = options.ports ?? hostPorts;
    this.#timeout = options.timeout ?? 30_000;
    this.#connectTimeout = options.connectTimeout ?? 5000;
    this.#pageSize = options.pageSize ?? 1000;
  }

  async put(key: string, bytes: Uint8Array, { ifNoneMatch = false }: PutOptions = {}): Promise<'created' | 'exists'> {
    checkKey(key);
    return this.#request('put', key, bytes.length, async (requests, deadline) => {
      try {
        await requests.put(this.#address.prefix + key, bytes, ifNoneMatch, deadline);
        return 'created';
      } catch (error) {
        if (ifNoneMatch && statusOf(error) === 412) return 'exists';
        throw error;
      }
    });
  }

  async get(key: string, range?: ByteRange): Promise<Uint8Array> {
    checkKey(key);
    checkRange(range);
    return this.#request('get', key, 0, async (requests, deadline) => {
      try {
        return await requests.get(this.#address.prefix + key, range, deadline);
      } catch (error) {
        if (range && statusOf(error) === 416) return new Uint8Array();
        throw error;
      }
    });
  }

  async head(key: string): Promise<ObjectInfo> {
    checkKey(key);
    const size = await this.#request('look at', key, 0, (requests, deadline) => requests.head(this.#address.prefix + key, deadline));
    return { key, size };
  }

  async list(prefix: string, cursor?: string): Promise<Listing> {
    checkPrefix(prefix);
    const own = this.#address.prefix;
    const after = cursor === undefined ? undefined : own + cursor;
    const { objects, isTruncated } = await this.#request('list', prefix, 0, (requests, deadline) => requests.list(own + prefix, after, this.#pageSize, deadline));
    const last = objects.at(-1)?.key.slice(own.length);
    if (isTruncated && last === undefined) throw new Unavailable(`cannot list '${prefix}': a page of nothing`, prefix);
    return {
      objects: objects.filter(({ key }) => isKey(key.slice(own.length))).map(({ key, size }) => ({ key: key.slice(own.length), size })),
      cursor: isTruncated ? last : undefined,
    };
  }

  async delete(key: string): Promise<void> {
    checkKey(key);
    await this.#request('delete', key, 0, (requests, deadline) => requests.delete(this.#address.prefix + key, deadline));
  }

  async close(): Promise<void> {
    (await this.#requests)?.close();
    this.#requests = undefined;
  }

  async #request<T>(what: string, key: string, bytes: number, action: (requests: S3Requests, deadline: Deadline) => Promise<T>): Promise<T> {
    const requests = await (this.#requests ??= this.#connect());
    return retrying(this.#retry, this.#ports, async () => {
      const deadline = new Deadline(this.#timeout, bytes);
      try {
        return await action(requests, deadline);
      } catch (error) {
        throw storeErrorOf(error, what, key, this.#address.bucket);
      } finally {
        deadline.clear();
      }
    });
  }

  /** Amazon's library takes a while to load: only a store that is used pays for it. */
  async #connect(): Promise<S3Requests> {
    const { S3Requests } = await import('./s3-client.ts');
    return new S3Requests(this.#address, this.#connectTimeout);
  }
}

function isKey(key: string): boolean {
  try {
    checkKey(key);
    return true;
  } catch {
    return false;
  }
}
