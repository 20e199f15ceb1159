import { formatSize, hex } from '@reprise/bits';
import { type AddressSpace, PAGE_SIZE, type RamBlock } from '@reprise/memory';
import { ImageError } from '../image/image.ts';

/** Bytes that are put into memory before the machine starts, and again at every reset: QEMU's ROM blobs. */
export interface RomImage {
  /** What it is, for messages: `kernel 'Image'`. */
  readonly what: string;
  /** A guest physical address in RAM or ROM. */
  readonly address: number;
  readonly bytes: Uint8Array;
  /** Bytes in memory: those after `bytes` become zeros. */
  readonly size: number;
}

const span = ({ address, size }: RomImage): string => `${hex(address, 8)}..${hex(address + Math.max(size, 1) - 1, 8)}`;

/** Found when it is added: later on a device may cover a part of it. */
interface PlacedImage extends RomImage {
  readonly block: RamBlock;
  readonly offset: number;
}

/** The images of one machine, none in the way of another. */
export class RomImages {
  readonly #space: AddressSpace;
  readonly #images: PlacedImage[] = [];

  constructor(space: AddressSpace) {
    this.#space = space;
  }

  /** @throws ImageError if it does not lie in one piece of RAM or ROM, or on another image */
  add(image: RomImage): void {
    const { what, address, size } = image;
    const range = this.#space.lookup(address);
    if (!range?.readBlock || address + size > range.end) {
      throw new ImageError(what, `${formatSize(size)} at ${span(image)} do not lie in RAM${this.#advice(address, size)}`);
    }
    const other = this.#images.find((at) => address < at.address + at.size && at.address < address + size);
    if (other) throw new ImageError(what, `at ${span(image)} it would lie on ${other.what} at ${span(other)}`);
    this.#images.push({ ...image, block: range.readBlock, offset: address - range.start + range.offsetInRegion });
  }

  #advice(address: number, size: number): string {
    const range = this.#space.lookup(address);
    if (!range?.readBlock) return '';
    return `, which ends at ${hex(range.end, 8)}: ${formatSize(address + size - range.end)} are missing`;
  }

  /** Writes all of them. */
  write(): void {
    for (const { bytes, size, block, offset } of this.#images) {
      block.writeBytes(offset, bytes);
      zero(block, offset + bytes.length, offset + size);
    }
  }
}

const ZEROS = new Uint8Array(PAGE_SIZE);

/** Makes bytes `from` .. `to` zeros. Pages where they are already are not written, and so stay clean. */
function zero(block: RamBlock, from: number, to: number): void {
  for (let at = from; at < to; ) {
    const start = at % PAGE_SIZE;
    const length = Math.min(PAGE_SIZE - start, to - at);
    const isWhole = length === PAGE_SIZE;
    if (!isWhole || !isZero(block.page(at / PAGE_SIZE))) block.writeBytes(at, ZEROS.subarray(0, length));
    at += length;
  }
}

function isZero(page: Uint8Array): boolean {
  const words = new Int32Array(page.buffer, page.byteOffset, PAGE_SIZE / 4);
  for (const word of words) if (word !== 0) return false;
  return true;
}
