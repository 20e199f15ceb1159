import { Damaged, StoreError, UnknownFormat } from '../errors.ts';
import { isHexHash } from '../hash.ts';
import type { ByteRange, ObjectStore } from '../object-store.ts';
import { FrameCache } from './frame-cache.ts';
import {
  decodeTrailer, MAX_FOOTER_BYTES, MAX_PACK_BYTES, MIN_PACK_BYTES, packKey, PackIndex, type PackReference, TRAILER_BYTES,
} from './pack-format.ts';
import { PackReader } from './pack-reader.ts';
import type { FinishedPack } from './pack-writer.ts';

export interface PacksOptions {
  /** A store nearby in which indexes of packs are kept. What it loses or damages is read from the store itself. */
  readonly cache?: ObjectStore;
  /** Bytes of decompressed frames kept in memory; default 32 MiB. */
  readonly frameBytes?: number;
}

/** Bytes that are read of the end of a pack whose footer's length is not known. */
const TAIL_BYTES = 64 << 10;

const cacheKey = (id: string): string => `indexes/${id}`;

/** The packs of a store. Each index is read once. */
export class Packs {
  readonly store: ObjectStore;
  readonly #cache: ObjectStore | undefined;
  readonly #frames: FrameCache;
  readonly #readers = new Map<string, Promise<PackReader>>();

  constructor(store: ObjectStore, { cache, frameBytes = 32 << 20 }: PacksOptions = {}) {
    this.store = store;
    this.#cache = cache;
    this.#frames = new FrameCache(frameBytes);
  }

  /**
   * The pack of an id, its index read and checked.
   * @throws NotFound, Damaged
   */
  async open(pack: string | PackReference): Promise<PackReader> {
    const id = typeof pack === 'string' ? pack : pack.id;
    if (!isHexHash(id)) throw new RangeError(`'${id}' cannot be the id of a pack`);
    const known = this.#readers.get(id);
    const opening = known ?? this.#open(id, typeof pack === 'string' ? undefined : pack);
    this.#readers.set(id, opening);
    try {
      return await opening;
    } catch (error) {
      this.#readers.delete(id);
      throw error;
    }
  }

  /** Puts a pack in the store, and knows it from then on. */
  async add({ bytes, index }: FinishedPack): Promise<PackReader> {
    const key = packKey(index.id);
    if ((await this.store.put(key, bytes, { ifNoneMatch: true })) === 'exists') {
      const { size } = await this.store.head(key);
      if (size !== index.size) throw new Damaged(`pack ${index.id}: an object of ${size} bytes, expected ${index.size}`, key);
    }
    await this.#keep(index);
    const reader = new PackReader(this.store, index, this.#frames);
    this.#readers.set(index.id, Promise.resolve(reader));
    return reader;
  }

  async #open(id: string, reference: PackReference | undefined): Promise<PackReader> {
    const index = (await this.#cached(id)) ?? (await this.#readIndex(id, reference));
    return new PackReader(this.store, index, this.#frames);
  }

  async #cached(id: string): Promise<PackIndex | undefined> {
    try {
      return this.#cache && PackIndex.decode(await this.#cache.get(cacheKey(id), { offset: 0, length: MAX_FOOTER_BYTES + 1 }), id);
    } catch (error) {
      if (error instanceof StoreError) return undefined;
      throw error;
    }
  }

  /** Keeps an index nearby, where that is possible. */
  async #keep(index: PackIndex): Promise<void> {
    try {
      await this.#cache?.put(cacheKey(index.id), index.bytes);
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
    }
  }

  async #readIndex(id: string, reference: PackReference | undefined): Promise<PackIndex> {
    const index = await this.#readFooter(id, reference).catch((error: unknown) => {
      if (error instanceof Damaged || error instanceof UnknownFormat) return this.#readFooter(id, undefined); // it may have been changed on the way
      throw error;
    });
    await this.#keep(index);
    return index;
  }

  async #readFooter(id: string, reference: PackReference | undefined): Promise<PackIndex> {
    const size = reference?.size ?? (await this.store.head(packKey(id))).size;
    if (size < MIN_PACK_BYTES || size > MAX_PACK_BYTES) throw new Damaged(`pack ${id}: an object of ${size} bytes`, packKey(id));
    const tail = await this.#read(id, endOf(size, reference ? reference.footer + TRAILER_BYTES : TAIL_BYTES));
    const footerBytes = decodeTrailer(tail.subarray(-TRAILER_BYTES), id);
    const ending = footerBytes + TRAILER_BYTES;
    const end = ending <= tail.length ? tail : await this.#read(id, endOf(size, ending));
    const index = PackIndex.decode(end.subarray(Math.max(0, end.length - ending), end.length - TRAILER_BYTES), id);
    if (index.size !== size) throw new Damaged(`pack ${id}: an object of ${size} bytes, its footer says ${index.size}`, packKey(id));
    return index;
  }

  async #read(id: string, range: ByteRange): Promise<Uint8Array> {
    const bytes = await this.store.get(packKey(id), range);
    if (bytes.length !== range.length) throw new Damaged(`pack ${id}: only ${bytes.length} of ${range.length} bytes at ${range.offset} are there`, packKey(id));
    return bytes;
  }
}

/** The last `length` bytes of an object of `size`, or all. */
function endOf(size: number, length: number): ByteRange {
  const offset = Math.max(0, size - length);
  return { offset, length: size - offset };
}
