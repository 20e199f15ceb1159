import { Unavailable } from '../errors.ts';
import type { ByteRange, Listing, ObjectInfo, ObjectStore, PutOptions } from '../object-store.ts';

/** What goes wrong with a call. The last two are the end of the process that makes it. */
export type Fault = 'latency' | 'fail-before' | 'fail-after' | 'truncate' | 'flip' | 'crash-before' | 'crash-after';

/** The process is gone: nothing it would have done afterwards happens. */
export class Crash extends Error {
  override name = 'Crash';
}

/** A store behind faults. */
export class FaultyStore implements ObjectStore {
  /** Calls so far. */
  calls = 0;
  readonly #store: ObjectStore;
  readonly #plan: (call: number) => Fault | undefined;
  readonly #random: () => number;
  #hasCrashed = false;

  /** @param plan the fault of the n-th call, from 1 on; @param random numbers in 0 .. 2^32-1 that say where bytes are damaged */
  constructor(store: ObjectStore, plan: (call: number) => Fault | undefined, random: () => number = () => 0) {
    this.#store = store;
    this.#plan = plan;
    this.#random = random;
  }

  put(key: string, bytes: Uint8Array, options?: PutOptions): Promise<'created' | 'exists'> {
    return this.#call(() => this.#store.put(key, bytes, options));
  }

  get(key: string, range?: ByteRange): Promise<Uint8Array> {
    return this.#call(() => this.#store.get(key, range), (bytes, fault) => this.#damage(bytes, fault));
  }

  head(key: string): Promise<ObjectInfo> {
    return this.#call(() => this.#store.head(key));
  }

  list(prefix: string, cursor?: string): Promise<Listing> {
    return this.#call(() => this.#store.list(prefix, cursor));
  }

  delete(key: string): Promise<void> {
    return this.#call(() => this.#store.delete(key));
  }

  close(): Promise<void> {
    return this.#store.close();
  }

  async #call<T>(action: () => Promise<T>, damage: (result: T, fault: Fault) => T = (result) => result): Promise<T> {
    const fault = this.#plan(++this.calls);
    if (fault === 'latency') await new Promise((resolve) => setTimeout(resolve, 1 + (this.#random() % 4)));
    if (fault === 'fail-before') throw new Unavailable('the server is busy');
    if (fault === 'crash-before') this.#hasCrashed = true;
    this.#checkAlive();
    const result = await action();
    if (fault === 'crash-after') this.#hasCrashed = true;
    this.#checkAlive();
    if (fault === 'fail-after') throw new Unavailable('the connection was cut');
    return fault === undefined ? result : damage(result, fault);
  }

  #checkAlive(): void {
    if (this.#hasCrashed) throw new Crash('the process is gone');
  }

  #damage(bytes: Uint8Array, fault: Fault): Uint8Array {
    if (bytes.length === 0) return bytes;
    const at = this.#random() % bytes.length;
    if (fault === 'truncate') return bytes.slice(0, at);
    if (fault === 'flip') bytes[at] = (bytes[at] ?? 0) ^ (1 << (this.#random() % 8));
    return bytes;
  }
}
