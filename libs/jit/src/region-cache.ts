import { PAGE_SHIFT, PAGE_SIZE } from '@reprise/memory';
import type { Region } from './region.ts';

/** A page of guest code by its virtual address, in halves of 32 bits (signed), and its host page number. */
export interface PlacedPage {
  readonly high: number;
  readonly low: number;
  readonly host: number;
}

/** What a region was made from, wherever in memory that lies. Offsets are from the page of its entry, in its address space. */
export interface Footprint {
  /** Virtual address of its entry. */
  readonly pc: bigint;
  /** The first is that of its entry. */
  readonly pages: readonly number[];
  /** Its bytes: each from the first to behind the last, all on one page. */
  readonly code: readonly (readonly [from: number, to: number])[];
  /** How many it has. */
  readonly instructions: number;
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
const NOWHERE = -1;

/** The halves of an address, as signed numbers. */
export const highOf = (address: bigint): number => Number(BigInt.asIntN(32, address >> 32n));
export const lowOf = (address: bigint): number => Number(BigInt.asIntN(32, address));

/** The address of the page that an address is on. */
export const pageOf = (address: bigint): bigint => address & -BigInt(PAGE_SIZE);

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

  /** `hosts`: the host page numbers of its pages. */
  add({ pc, pages, code, instructions }: Footprint, hosts: readonly number[]): CachedRegion {
    const index = this.#free.pop() ?? this.#next++;
    const base = pageOf(pc);
    const placed = pages.map((offset, nth) => ({ high: highOf(base + BigInt(offset)), low: lowOf(base + BigInt(offset)), host: hosts[nth] ?? NOWHERE }));
    const shifts = new Map(pages.map((offset, nth) => [offset, (hosts[nth] ?? NOWHERE) * PAGE_SIZE - offset]));
    const cached = {
      pc, pages: placed, instructions, index,
      code: code.map(([from, to]) => {
        const shift = shifts.get(from & -PAGE_SIZE) ?? NOWHERE;
        return [from + shift, to + shift] as const;
      }),
    };
    const low = lowOf(pc);
    this.#byLow.set(low, [...this.at(low), cached]);
    for (const host of hosts) {
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

/** Where the code of a region lies; an instruction that crosses pages has two parts. */
export function footprintOf(pc: bigint, { blocks, pages }: Region): Footprint {
  const code: [number, number][] = [];
  const add = (from: number, to: number): void => {
    const last = code.at(-1);
    if (last?.[1] === from && (from & (PAGE_SIZE - 1)) !== 0) last[1] = to;
    else code.push([from, to]);
  };
  for (const { instructions } of blocks) {
    for (const { offset, decoded } of instructions) {
      const end = offset + decoded.length;
      const border = (offset & -PAGE_SIZE) + PAGE_SIZE;
      add(offset, Math.min(end, border));
      if (end > border) add(border, end);
    }
  }
  return { pc, pages: pages.map(({ offset }) => offset), code, instructions: blocks.reduce((sum, block) => sum + block.instructions.length, 0) };
}
