/**
 * A pack: pages and nodes of 4 KiB, compressed in frames, and an index of them at its end. docs/snapshot-format.md has every byte of it.
 * The id of a pack is the hash of its footer, which names every page and node by its hash.
 */
import { equalHashes, HASH_BYTES, PAGE_BYTES } from '@reprise/tree';
import { Damaged, UnknownFormat } from '../errors.ts';
import { hexOf, sha256 } from '../hash.ts';

export const PACK_VERSION = 1;
/** Pages or nodes of a frame: all of a pack but the last have so many. */
export const FRAME_ENTRIES = 64;
/** Pages and nodes of a pack at most. */
export const MAX_ENTRIES = 65_536;
/** Bytes of a frame at most: data that cannot be compressed grows by less than that. */
export const MAX_FRAME_BYTES = FRAME_ENTRIES * PAGE_BYTES + 1024;

const MAGIC = new TextEncoder().encode('REPRPACK');
export const HEADER_BYTES = 16;
export const TRAILER_BYTES = 16;
const COUNTS_BYTES = 12;
export const MAX_FOOTER_BYTES = COUNTS_BYTES + (MAX_ENTRIES / FRAME_ENTRIES) * 4 + MAX_ENTRIES * HASH_BYTES;
export const MAX_PACK_BYTES = HEADER_BYTES + (MAX_ENTRIES / FRAME_ENTRIES) * MAX_FRAME_BYTES + MAX_FOOTER_BYTES + TRAILER_BYTES;
export const MIN_PACK_BYTES = HEADER_BYTES + COUNTS_BYTES + TRAILER_BYTES;

export const packKey = (id: string): string => `packs/${id}`;

/** What a snapshot says of a pack that it needs. */
export interface PackReference {
  readonly id: string;
  /** Bytes of the object, and of the footer in it. */
  readonly size: number;
  readonly footer: number;
}

/** Where a frame is in its pack, in bytes, and how many entries it has. */
export interface FramePlace {
  readonly offset: number;
  readonly length: number;
  readonly entries: number;
}

export function encodeHeader(): Uint8Array {
  const bytes = new Uint8Array(HEADER_BYTES);
  bytes.set(MAGIC);
  new DataView(bytes.buffer).setUint32(8, PACK_VERSION, true);
  return bytes;
}

export function encodeFooter(frameLengths: readonly number[], hashes: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(COUNTS_BYTES + frameLengths.length * 4 + hashes.length * HASH_BYTES);
  const view = new DataView(bytes.buffer);
  [PACK_VERSION, frameLengths.length, hashes.length, ...frameLengths].forEach((word, index) => view.setUint32(index * 4, word, true));
  const start = COUNTS_BYTES + frameLengths.length * 4;
  hashes.forEach((hash, position) => bytes.set(hash, start + position * HASH_BYTES));
  return bytes;
}

export function encodeTrailer(footerBytes: number): Uint8Array {
  const bytes = new Uint8Array(TRAILER_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, footerBytes, true);
  view.setUint32(4, PACK_VERSION, true);
  bytes.set(MAGIC, 8);
  return bytes;
}

/**
 * How long the footer is that a trailer ends.
 * @throws Damaged if it is no trailer, UnknownFormat if it is of a version that is not known here
 */
export function decodeTrailer(bytes: Uint8Array, id: string): number {
  const damaged = (problem: string): Damaged => new Damaged(`pack ${id}: ${problem}`, packKey(id));
  if (bytes.length !== TRAILER_BYTES || MAGIC.some((byte, index) => bytes[8 + index] !== byte)) throw damaged('its end is not that of a pack');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const version = view.getUint32(4, true);
  if (version !== PACK_VERSION) throw unknownVersion(version, id);
  const footerBytes = view.getUint32(0, true);
  if (footerBytes < COUNTS_BYTES || footerBytes > MAX_FOOTER_BYTES) throw damaged(`a footer of ${footerBytes} bytes`);
  return footerBytes;
}

const unknownVersion = (version: number, id: string): UnknownFormat =>
  new UnknownFormat(`pack ${id}: its format is version ${version}, only ${PACK_VERSION} can be read`, packKey(id));

/** The index of a pack: which page or node is where. Entries are counted from 0 on, in the order in which they were put in. */
export class PackIndex {
  readonly id: string;
  /** What it was read from. */
  readonly bytes: Uint8Array;
  readonly entries: number;
  readonly frames: number;
  readonly #frameOffsets: Float64Array;
  readonly #hashes: Uint8Array;

  private constructor(id: string, bytes: Uint8Array, frameOffsets: Float64Array, entries: number) {
    this.id = id;
    this.bytes = bytes;
    this.entries = entries;
    this.frames = frameOffsets.length - 1;
    this.#frameOffsets = frameOffsets;
    this.#hashes = bytes.subarray(bytes.length - entries * HASH_BYTES);
  }

  /**
   * Reads the footer of the pack with this id.
   * @throws Damaged if it is not that footer, or makes no sense; UnknownFormat
   */
  static decode(bytes: Uint8Array, id: string): PackIndex {
    const damaged = (problem: string): Damaged => new Damaged(`pack ${id}: ${problem}`, packKey(id));
    if (bytes.length < COUNTS_BYTES || bytes.length > MAX_FOOTER_BYTES) throw damaged(`a footer of ${bytes.length} bytes`);
    const actual = hexOf(sha256(bytes));
    if (actual !== id) throw damaged(`its footer has the hash ${actual}`);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const [version, frames, entries] = [view.getUint32(0, true), view.getUint32(4, true), view.getUint32(8, true)];
    if (version !== PACK_VERSION) throw unknownVersion(version, id);
    if (entries > MAX_ENTRIES || frames !== Math.ceil(entries / FRAME_ENTRIES)) throw damaged(`${entries} entries in ${frames} frames`);
    if (bytes.length !== COUNTS_BYTES + frames * 4 + entries * HASH_BYTES) throw damaged(`a footer of ${bytes.length} bytes for ${entries} entries`);
    const offsets = new Float64Array(frames + 1);
    offsets[0] = HEADER_BYTES;
    for (let frame = 0; frame < frames; frame++) {
      const length = view.getUint32(COUNTS_BYTES + frame * 4, true);
      if (length === 0 || length > MAX_FRAME_BYTES) throw damaged(`frame ${frame} of ${length} bytes`);
      offsets[frame + 1] = (offsets[frame] ?? 0) + length;
    }
    return new PackIndex(id, bytes, offsets, entries);
  }

  /** Bytes of the whole pack. */
  get size(): number {
    return (this.#frameOffsets[this.frames] ?? 0) + this.bytes.length + TRAILER_BYTES;
  }

  get reference(): PackReference {
    return { id: this.id, size: this.size, footer: this.bytes.length };
  }

  /** The hash of an entry: a view, not to be changed. */
  hashAt(position: number): Uint8Array {
    return this.#hashes.subarray(position * HASH_BYTES, (position + 1) * HASH_BYTES);
  }

  /** The first entry with this hash; found by a look at all of them. */
  positionOf(hash: Uint8Array): number | undefined {
    const hashes = this.#hashes;
    const [first = 0, second = 0] = hash;
    for (let at = 0; at < hashes.length; at += HASH_BYTES) {
      if (hashes[at] === first && hashes[at + 1] === second && equalHashes(hashes.subarray(at, at + HASH_BYTES), hash)) return at / HASH_BYTES;
    }
    return undefined;
  }

  frame(number: number): FramePlace {
    const offset = this.#frameOffsets[number] ?? 0;
    const entries = Math.min(FRAME_ENTRIES, this.entries - number * FRAME_ENTRIES);
    return { offset, length: (this.#frameOffsets[number + 1] ?? 0) - offset, entries };
  }
}
