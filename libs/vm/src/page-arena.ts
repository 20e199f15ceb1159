import { PAGE_BYTES } from '@reprise/tree';

/** Pages that are allocated together. */
const SLAB_PAGES = 64;

/** Gives out pages of shared memory: another thread can be shown them without a copy. */
export class PageArena {
  #slab = new SharedArrayBuffer(0);
  #used = 0;

  /** 4 KiB of zeros. */
  allocate(): Uint8Array {
    if (this.#used === this.#slab.byteLength) {
      this.#slab = new SharedArrayBuffer(SLAB_PAGES * PAGE_BYTES);
      this.#used = 0;
    }
    const page = new Uint8Array(this.#slab, this.#used, PAGE_BYTES);
    this.#used += PAGE_BYTES;
    return page;
  }
}
