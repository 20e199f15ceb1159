import { alignUp, formatSize, type HostOffset } from '@reprise/bits';

/** Bytes of a guest page, the unit of dirty tracking. */
export const PAGE_SIZE = 4096;
export const PAGE_SHIFT = 12;

const WASM_PAGE = 65536;
const MAX_WASM_PAGES = 65536;
/** Pages of 4 KiB in the largest memory (4 GiB), so also the bytes of the page flags array. */
export const MAX_PAGES = 2 ** 20;

/** More was asked for than one 32-bit WebAssembly memory can hold. */
export class HostMemoryError extends Error {
  override name = 'HostMemoryError';
}

/**
 * The one shared WebAssembly memory of a VM: page flags, hart state, TLBs, decode cache and guest RAM live in it. Memory is
 * handed out from the bottom up and never given back; it starts as zeros.
 *
 * The typed views are replaced when the memory grows: do not keep one across an `allocate`.
 */
export class HostMemory {
  readonly memory: WebAssembly.Memory;
  /** Where the page flags are: one byte for each 4 KiB page of the 4 GiB that there could be, page 0 first. */
  readonly pageFlagsOffset: HostOffset;
  u8: Uint8Array<SharedArrayBuffer>;
  i32: Int32Array<SharedArrayBuffer>;
  u32: Uint32Array<SharedArrayBuffer>;
  i64: BigInt64Array<SharedArrayBuffer>;
  u64: BigUint64Array<SharedArrayBuffer>;
  #next = 0;

  constructor() {
    this.memory = new WebAssembly.Memory({ initial: MAX_PAGES / WASM_PAGE, maximum: MAX_WASM_PAGES, shared: true });
    this.u8 = new Uint8Array(this.memory.buffer);
    this.i32 = new Int32Array(this.memory.buffer);
    this.u32 = new Uint32Array(this.memory.buffer);
    this.i64 = new BigInt64Array(this.memory.buffer);
    this.u64 = new BigUint64Array(this.memory.buffer);
    this.pageFlagsOffset = this.allocate(MAX_PAGES);
  }

  /** Bytes handed out so far. */
  get used(): number {
    return this.#next;
  }

  /**
   * Takes `bytes` zero bytes, aligned to `align` (a power of two).
   * @throws HostMemoryError when they do not fit in 4 GiB, or the host has no memory left
   */
  allocate(bytes: number, align = PAGE_SIZE): HostOffset {
    const offset = alignUp(this.#next, align);
    const end = offset + bytes;
    const wanted = Math.ceil(end / WASM_PAGE);
    if (wanted > MAX_WASM_PAGES) {
      throw new HostMemoryError(
        `cannot allocate ${formatSize(bytes)}: ${formatSize(this.#next)} of the 4 GiB of a VM's memory are in use ` +
          '(guest RAM may be about 3584 MiB)',
      );
    }
    const have = this.u8.length / WASM_PAGE;
    if (wanted > have) this.#grow(wanted - have, bytes);
    this.#next = end;
    return offset;
  }

  #grow(wasmPages: number, bytes: number): void {
    try {
      this.memory.grow(wasmPages);
    } catch {
      throw new HostMemoryError(`cannot allocate ${formatSize(bytes)}: the host has no memory left`);
    }
    const { buffer } = this.memory;
    this.u8 = new Uint8Array(buffer);
    this.i32 = new Int32Array(buffer);
    this.u32 = new Uint32Array(buffer);
    this.i64 = new BigInt64Array(buffer);
    this.u64 = new BigUint64Array(buffer);
  }
}
