import { PAGE_SHIFT, PAGE_SIZE } from '@reprise/memory';
import type { Region } from './region.ts';

/** A page of guest code by its virtual address, in halves of 32 bits (signed), and its host page number. */
export interface PlacedPage {
  readonly high: number;
  readonly low: number;
  readonly host: number;
}

/** A region that is compiled. */
export interface CachedRegion {
  /** Virtual address of its entry. */
  readonly pc: bigint;
  /** The first is that of its entry. */
  readonly pages: readonly PlacedPage[];
  /** How many it has. */
  readonly instructions: number;
  /** Where it is in the table. */
  readonly index: number;
  /** The bytes that it was made from, as host offsets: each from the first to behind the last. */
  readonly code: readonly (readonly [from: number, to: number])[];
}

const NONE: readonly CachedRegion[] = [];

/** The halves of an address, as signed numbers. */
export const highOf = (address: bigint): number => Number(BigInt.asIntN(32, address >> 32n));
export const lowOf = (address: bigint): number => Number(BigInt.asIntN(32, address));

const placed = ({ base, pages }: Region): readonly PlacedPage[] =>
  pages.map(({ offset, host }) => ({ high: highOf(base + BigInt(offset)), low: lowOf(base + BigInt(offset)), host }));

/** The compiled regions, by address and by host page. */
export class RegionCache {
  /** By the low half of their address: `hot` asks often, and there are seldom two. */
  readonly #byLow = new Map<number, CachedRegion[]>();
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

  /** Those entered at an address with that low half, in whatever address space. */
  at(low: number): readonly CachedRegion[] {
    return this.#byLow.get(low) ?? NONE;
  }

  add(pc: bigint, region: Region): CachedRegion {
    const index = this.#free.pop() ?? this.#next++;
    const instructions = region.blocks.reduce((sum, block) => sum + block.instructions.length, 0);
    const cached = { pc, pages: placed(region), instructions, index, code: codeOf(region) };
    const low = lowOf(pc);
    this.#byLow.set(low, [...this.at(low), cached]);
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
    return [...this.#byLow.values()].flat();
  }

  delete(region: CachedRegion): void {
    const low = lowOf(region.pc);
    const others = this.at(low).filter((other) => other !== region);
    if (others.length > 0) this.#byLow.set(low, others);
    else this.#byLow.delete(low);
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
