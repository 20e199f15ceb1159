import { PAGE_SHIFT, PAGE_SIZE } from '@reprise/memory';
import type { Region, RegionPage } from './region.ts';

/** A region that is compiled. */
export interface CachedRegion {
  /** Virtual address of its entry. */
  readonly pc: bigint;
  readonly base: bigint;
  readonly pages: readonly RegionPage[];
  /** How many it has. */
  readonly instructions: number;
  /** Where it is in the table. */
  readonly index: number;
  /** The bytes that it was made from, as host offsets: each from the first to behind the last. */
  readonly code: readonly (readonly [from: number, to: number])[];
}

/** The compiled regions, by address and by host page. */
export class RegionCache {
  readonly #byPc = new Map<bigint, CachedRegion[]>();
  readonly #byPage = new Map<number, Set<CachedRegion>>();
  readonly #free: number[] = [];
  readonly #capacity: number;
  #next = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** Whether nothing more can be added. */
  get isFull(): boolean {
    return this.#next === this.#capacity && this.#free.length === 0;
  }

  /** Those entered at an address, in whatever address space. */
  at(pc: bigint): readonly CachedRegion[] {
    return this.#byPc.get(pc) ?? [];
  }

  add(pc: bigint, region: Region): CachedRegion {
    const index = this.#free.pop() ?? this.#next++;
    const instructions = region.blocks.reduce((sum, block) => sum + block.instructions.length, 0);
    const cached = { pc, base: region.base, pages: region.pages, instructions, index, code: codeOf(region) };
    this.#byPc.set(pc, [...this.at(pc), cached]);
    for (const { host } of region.pages) {
      const others = this.#byPage.get(host);
      if (others) others.add(cached);
      else this.#byPage.set(host, new Set([cached]));
    }
    return cached;
  }

  /** Those made from any of `length` bytes at a host offset, all on one page. */
  touching(offset: number, length: number): readonly CachedRegion[] {
    const regions = this.#byPage.get(offset >>> PAGE_SHIFT);
    return regions ? [...regions].filter(({ code }) => code.some(([from, to]) => from < offset + length && offset < to)) : [];
  }

  on(page: number): readonly CachedRegion[] {
    return [...(this.#byPage.get(page) ?? [])];
  }

  all(): readonly CachedRegion[] {
    return [...this.#byPc.values()].flat();
  }

  delete(region: CachedRegion): void {
    const others = this.at(region.pc).filter((other) => other !== region);
    if (others.length > 0) this.#byPc.set(region.pc, others);
    else this.#byPc.delete(region.pc);
    for (const { host } of region.pages) this.#byPage.get(host)?.delete(region);
    this.#free.push(region.index);
  }
}

/** The bytes of all instructions; one that crosses pages has two parts. */
function codeOf({ blocks, pages }: Region): [from: number, to: number][] {
  const hosts = new Map(pages.map(({ offset, host }) => [offset, host * PAGE_SIZE]));
  const parts: [number, number][] = [];
  const add = (from: number, to: number): void => {
    const page = from & -PAGE_SIZE;
    const shift = (hosts.get(page) ?? 0) - page;
    const last = parts.at(-1);
    if (last?.[1] === from + shift) last[1] = to + shift;
    else parts.push([from + shift, to + shift]);
  };
  for (const { instructions } of blocks) {
    for (const { offset, decoded } of instructions) {
      const end = offset + decoded.length;
      const border = (offset & -PAGE_SIZE) + PAGE_SIZE;
      add(offset, Math.min(end, border));
      if (end > border) add(border, end);
    }
  }
  return parts;
}
