import { readU32, readU64 } from '@reprise/bits';
import type { BlockBackend } from '@reprise/qdev';
import type { Chain } from './descriptor-chain.ts';
import type { GuestBuffer } from './guest-buffer.ts';

/** Request types, Virtio 1.2 §5.2.6. */
const TYPE = { IN: 0, OUT: 1, FLUSH: 4, GET_ID: 8, WRITE_ZEROES: 13 } as const;
const STATUS = { OK: 0, IOERR: 1, UNSUPP: 2 } as const;
type Status = (typeof STATUS)[keyof typeof STATUS];

const SECTOR = 512;
/** Type (4 bytes), a reserved word (4), first sector (8). */
const HEADER_BYTES = 16;
/** First sector (8), how many (4), flags (4): what WRITE_ZEROES has for data. */
const RANGE_BYTES = 16;
const UNMAP = 1;
const ID_BYTES = 20;
/** Data goes between image and guest in pieces of this. */
const PIECE = 64 << 10;
/** Of one request; a driver that asks for more gets an error. */
const MAX_BYTES = 256 << 20;

/** How a disk answers beside its image. */
export interface BlockOptions {
  readonly serial: string;
  /** Bytes; requests are for whole blocks. */
  readonly blockSize: number;
  readonly maxZeroedSectors: number;
}

/** Carries out block requests, Virtio 1.2 §5.2.6. */
export class BlockRequests {
  readonly #drive: BlockBackend;
  readonly #options: BlockOptions;
  /** Bytes moved so far. */
  bytesDone = 0;

  constructor(drive: BlockBackend, options: BlockOptions) {
    this.#drive = drive;
    this.#options = options;
  }

  /**
   * Carries one request out and writes its status, the last byte that the device may write.
   * @returns how many bytes from the start of what it may write were surely written; null = that is no request
   */
  serve({ readable, writable }: Chain): number | null {
    const header = new Uint8Array(HEADER_BYTES);
    const room = writable.length - 1;
    if (room < 0 || !readable.read(0, header)) return null;
    const type = readU32(header, 0);
    const sector = Number(readU64(header, 8));
    const status = this.#carryOut(type, sector, readable, writable, room);
    if (!writable.writeByte(room, status)) return null;
    const filled = status === STATUS.OK && (type === TYPE.IN || type === TYPE.GET_ID) ? room : 0;
    return filled === room ? room + 1 : filled; // §2.7.8.2: it may be too small, not too big
  }

  #carryOut(type: number, sector: number, readable: GuestBuffer, writable: GuestBuffer, room: number): Status {
    switch (type) {
      case TYPE.IN:
        return this.#read(sector * SECTOR, writable, room);
      case TYPE.OUT:
        return this.#write(sector * SECTOR, readable);
      case TYPE.FLUSH:
        return this.#drive.flush() ? STATUS.OK : STATUS.IOERR;
      case TYPE.GET_ID:
        return this.#identify(writable, room);
      case TYPE.WRITE_ZEROES:
        return this.#writeZeroes(readable);
      default:
        return STATUS.UNSUPP;
    }
  }

  /** Are these whole blocks of the disk, and not too many? */
  #inRange(offset: number, length: number): boolean {
    const { blockSize } = this.#options;
    const end = this.#drive.size - (this.#drive.size % SECTOR);
    return length <= MAX_BYTES && offset % blockSize === 0 && length % blockSize === 0 && offset + length <= end;
  }

  /** Calls `move` for each piece of `length` bytes until it says that it could not. */
  #inPieces(length: number, move: (at: number, piece: Uint8Array) => boolean): Status {
    const buffer = new Uint8Array(Math.min(PIECE, length));
    for (let at = 0; at < length; at += PIECE) {
      const piece = buffer.subarray(0, Math.min(PIECE, length - at));
      this.bytesDone += piece.length;
      if (!move(at, piece)) return STATUS.IOERR;
    }
    return STATUS.OK;
  }

  #read(offset: number, writable: GuestBuffer, length: number): Status {
    if (!this.#inRange(offset, length)) return STATUS.IOERR;
    return this.#inPieces(length, (at, piece) => this.#drive.read(offset + at, piece) && writable.write(at, piece));
  }

  #write(offset: number, readable: GuestBuffer): Status {
    const length = readable.length - HEADER_BYTES;
    if (this.#drive.readonly || !this.#inRange(offset, length)) return STATUS.IOERR;
    return this.#inPieces(length, (at, piece) => readable.read(HEADER_BYTES + at, piece) && this.#drive.write(offset + at, piece));
  }

  #identify(writable: GuestBuffer, room: number): Status {
    if (room !== ID_BYTES) return STATUS.IOERR;
    const id = new Uint8Array(ID_BYTES);
    id.set(new TextEncoder().encode(this.#options.serial).subarray(0, ID_BYTES));
    return writable.write(0, id) ? STATUS.OK : STATUS.IOERR;
  }

  #writeZeroes(readable: GuestBuffer): Status {
    const range = new Uint8Array(RANGE_BYTES);
    if (this.#drive.readonly) return STATUS.IOERR;
    if (readable.length !== HEADER_BYTES + RANGE_BYTES || !readable.read(HEADER_BYTES, range)) return STATUS.IOERR;
    const offset = Number(readU64(range, 0)) * SECTOR;
    const sectors = readU32(range, 8);
    if (readU32(range, 12) & ~UNMAP) return STATUS.UNSUPP; // §5.2.6.2
    if (sectors > this.#options.maxZeroedSectors || !this.#inRange(offset, sectors * SECTOR)) return STATUS.IOERR;
    return this.#inPieces(sectors * SECTOR, (at, piece) => this.#drive.write(offset + at, piece.fill(0)));
  }
}
