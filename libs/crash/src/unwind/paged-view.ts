import type { MemoryView } from './code.ts';

const PAGE_BYTES = 4096;
const PAGE_MASK = BigInt(PAGE_BYTES - 1);

/** Memory that does not change while it is looked at, again and again in the same places: pages are read once. */
export class PagedView implements MemoryView {
  readonly #memory: MemoryView;
  /** By privilege, then by address. */
  readonly #pages = new Map<number, Map<bigint, Uint8Array>>();

  constructor(memory: MemoryView) {
    this.#memory = memory;
  }

  read(address: bigint, length: number, privilege: number): Uint8Array {
    const within = Number(address & PAGE_MASK);
    const page = within + length <= PAGE_BYTES ? this.#page(address - BigInt(within), privilege) : undefined;
    // one that is not there as a whole may begin later, or end sooner
    return page?.length === PAGE_BYTES ? page.subarray(within, within + length) : this.#memory.read(address, length, privilege);
  }

  #page(address: bigint, privilege: number): Uint8Array {
    let pages = this.#pages.get(privilege);
    if (!pages) this.#pages.set(privilege, (pages = new Map<bigint, Uint8Array>()));
    let page = pages.get(address);
    if (!page) pages.set(address, (page = this.#memory.read(address, PAGE_BYTES, privilege)));
    return page;
  }
}
