import type { HostMemory } from '@reprise/memory';
import { JUMP_BYTES, JUMP_ENTRIES, JUMP_ENTRY_BYTES, JUMP_PC, JUMP_REGION, PAGE_BITS, TLB_ENTRIES } from './layout.ts';

/** Never the address of an instruction, which is even. */
const NO_PC = -1;

/** The compiled regions that can be entered in one address space, by the address of their first instruction. */
export class JumpCache {
  readonly #offset: number;
  readonly #i32: Int32Array;
  /** By TLB index: 1 if an entry depends on a page that has it. */
  readonly #pages = new Uint8Array(TLB_ENTRIES);
  #empty = false;

  constructor(memory: HostMemory, offset: number) {
    this.#offset = offset;
    this.#i32 = memory.i32;
    this.clear();
  }

  clear(): void {
    if (this.#empty) return;
    this.#i32.fill(NO_PC, this.#offset >>> 2, (this.#offset + JUMP_BYTES) >>> 2);
    this.#pages.fill(0);
    this.#empty = true;
  }

  /** Drops what depends on pages with that TLB index; since such pages seldom change, everything. */
  dropPage(tlbIndex: number): void {
    if (this.#pages[tlbIndex] !== 0) this.clear();
  }

  /** Puts in the region at an address; `pages` are the low halves of the addresses of all its pages. */
  install(high: number, low: number, region: number, pages: readonly number[]): void {
    this.#empty = false;
    const index = ((low >>> 1) ^ (low >>> PAGE_BITS)) & (JUMP_ENTRIES - 1);
    const entry = (this.#offset + index * JUMP_ENTRY_BYTES) >>> 2;
    this.#i32[entry + JUMP_PC / 4] = low;
    this.#i32[entry + JUMP_PC / 4 + 1] = high;
    this.#i32[entry + JUMP_REGION / 4] = region;
    for (const page of pages) this.#pages[(page >>> PAGE_BITS) & (TLB_ENTRIES - 1)] = 1;
  }
}
