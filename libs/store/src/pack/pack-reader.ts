import { equalHashes, PAGE_BYTES } from '@reprise/tree';
import { Damaged } from '../errors.ts';
import { hexOf, sha256 } from '../hash.ts';
import type { ObjectStore } from '../object-store.ts';
import { decompressFrame } from './frame.ts';
import type { FrameCache } from './frame-cache.ts';
import { FRAME_ENTRIES, packKey, type PackIndex } from './pack-format.ts';
import { planReads, type FrameRun } from './plan-reads.ts';

/** An entry of a pack with its bytes. */
export interface PackEntry {
  readonly position: number;
  readonly bytes: Uint8Array;
}

/** Requests under way ahead of what is being looked at, when much is read. */
const READ_AHEAD = 3;

/**
 * Reads pages and nodes of one pack. Nothing is given that does not have its hash. What was changed on the way comes right when it is read
 * again; what is still wrong then is damaged.
 */
export class PackReader {
  readonly index: PackIndex;
  readonly #store: ObjectStore;
  readonly #cache: FrameCache;

  constructor(store: ObjectStore, index: PackIndex, cache: FrameCache) {
    this.#store = store;
    this.index = index;
    this.#cache = cache;
  }

  /** @throws Damaged that names the pack and the hash, if the bytes of the entry do not have it */
  async read(position: number): Promise<Uint8Array> {
    try {
      return await this.#readOnce(position);
    } catch (error) {
      if (!(error instanceof Damaged)) throw error;
      this.#cache.forget(this.index.id, frameOf(position));
      return this.#readOnce(position);
    }
  }

  /** Reads many entries, given in ascending order, with few requests; they come in that order. */
  async *readMany(positions: readonly number[]): AsyncGenerator<PackEntry> {
    const runs = planReads(this.index, positions);
    const reading: Promise<Uint8Array>[] = [];
    for (const [number, run] of runs.entries()) {
      for (const next of runs.slice(number + reading.length, number + 1 + READ_AHEAD)) reading.push(quiet(this.#readRun(next)));
      yield* this.#entriesOf(run, await reading.shift() ?? new Uint8Array());
    }
  }

  async *#entriesOf(run: FrameRun, bytes: Uint8Array): AsyncGenerator<PackEntry> {
    for (const { frame, positions } of run.frames) {
      const { offset, length } = this.index.frame(frame);
      const raw = this.#tryDecompress(frame, bytes.subarray(offset - run.offset, offset - run.offset + length));
      for (const position of positions) {
        const entry = raw ? this.#tryEntry(raw, position) : undefined;
        yield { position, bytes: entry ?? (await this.read(position)) };
      }
    }
  }

  async #readOnce(position: number): Promise<Uint8Array> {
    const frame = frameOf(position);
    const raw = await this.#cache.get(this.index.id, frame, () => this.#readFrame(frame, position));
    const entry = this.#tryEntry(raw, position);
    if (!entry) throw this.#damaged(position, 'has another hash');
    return entry;
  }

  async #readFrame(frame: number, position: number): Promise<Uint8Array> {
    const { offset, length } = this.index.frame(frame);
    const bytes = await this.#store.get(packKey(this.index.id), { offset, length });
    if (bytes.length !== length) throw this.#damaged(position, `is beyond the end of the object, ${bytes.length} of its frame's ${length} bytes are there`);
    const raw = this.#tryDecompress(frame, bytes);
    if (!raw) throw this.#damaged(position, `is in a frame of ${length} bytes that cannot be decompressed`);
    return raw;
  }

  #readRun({ offset, length }: FrameRun): Promise<Uint8Array> {
    return this.#store.get(packKey(this.index.id), { offset, length });
  }

  #tryDecompress(frame: number, bytes: Uint8Array): Uint8Array | undefined {
    try {
      return decompressFrame(bytes, this.index.frame(frame).entries);
    } catch {
      return undefined;
    }
  }

  /** The bytes of an entry, if they have its hash. */
  #tryEntry(raw: Uint8Array, position: number): Uint8Array | undefined {
    const at = (position % FRAME_ENTRIES) * PAGE_BYTES;
    const bytes = raw.slice(at, at + PAGE_BYTES);
    return equalHashes(sha256(bytes), this.index.hashAt(position)) ? bytes : undefined;
  }

  #damaged(position: number, problem: string): Damaged {
    const { id } = this.index;
    const hash = hexOf(this.index.hashAt(position));
    return new Damaged(`pack ${id}: ${hash}, entry ${position} in frame ${frameOf(position)}, ${problem}`, packKey(id), hash);
  }
}

const frameOf = (position: number): number => Math.floor(position / FRAME_ENTRIES);

/** A promise whose failure is seen to when it is awaited, and not before. */
function quiet<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}
