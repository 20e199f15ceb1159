import { equalHashes, PAGE_BYTES } from '@reprise/tree';
import { concat } from '../bytes.ts';
import { hexOf, sha256 } from '../hash.ts';
import { compressFrame } from './frame.ts';
import { HashIndex } from './hash-index.ts';
import { encodeFooter, encodeHeader, encodeTrailer, FRAME_ENTRIES, MAX_ENTRIES, PackIndex } from './pack-format.ts';

/** A pack that is complete: its object, and its index. */
export interface FinishedPack {
  readonly bytes: Uint8Array;
  readonly index: PackIndex;
}

/** Collects pages and nodes for one pack, in the order in which they are added. */
export class PackWriter {
  readonly #frames: Uint8Array[] = [];
  readonly #hashes: Uint8Array[] = [];
  readonly #known = new HashIndex((entry) => this.#hashes[entry] ?? new Uint8Array());
  readonly #open = new Uint8Array(FRAME_ENTRIES * PAGE_BYTES);
  #size = 0;

  /** Entries so far. */
  get entries(): number {
    return this.#hashes.length;
  }

  get isFull(): boolean {
    return this.entries === MAX_ENTRIES;
  }

  /** Bytes of the frames that are closed. */
  get size(): number {
    return this.#size;
  }

  has(hash: Uint8Array): boolean {
    return this.#known.find(hash) !== undefined;
  }

  /**
   * Adds the 4 KiB that have this hash, unless it has them. They are copied.
   * @throws Error if they have another hash (memory that changed under the writer's hands), RangeError if the pack is full
   */
  add(hash: Uint8Array, bytes: Uint8Array): void {
    if (bytes.length !== PAGE_BYTES) throw new RangeError(`an entry has ${PAGE_BYTES} bytes, got ${bytes.length}`);
    if (this.isFull) throw new RangeError(`a pack has at most ${MAX_ENTRIES} entries`);
    if (this.has(hash)) return;
    const at = (this.entries % FRAME_ENTRIES) * PAGE_BYTES;
    this.#open.set(bytes, at);
    if (!equalHashes(sha256(this.#open.subarray(at, at + PAGE_BYTES)), hash)) throw new Error(`4 KiB that should have the hash ${hexOf(hash)} do not`);
    this.#hashes.push(Uint8Array.from(hash));
    this.#known.add(this.entries - 1);
    if (this.entries % FRAME_ENTRIES === 0) this.#closeFrame(FRAME_ENTRIES);
  }

  finish(): FinishedPack {
    const rest = this.entries % FRAME_ENTRIES;
    if (rest > 0) this.#closeFrame(rest);
    const footer = encodeFooter(this.#frames.map(({ length }) => length), this.#hashes);
    const parts = [encodeHeader(), ...this.#frames, footer, encodeTrailer(footer.length)];
    return { bytes: concat(parts), index: PackIndex.decode(footer, hexOf(sha256(footer))) };
  }

  #closeFrame(entries: number): void {
    const frame = compressFrame(this.#open.subarray(0, entries * PAGE_BYTES));
    this.#frames.push(frame);
    this.#size += frame.length;
  }
}
