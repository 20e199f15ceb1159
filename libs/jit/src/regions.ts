import type { CompileContext, CompiledCode } from '@reprise/interp';
import { Decoder } from '@reprise/isa';
import { PAGE_SIZE } from '@reprise/memory';
import { hartWords, type Hart, type InstructionTables } from '@reprise/riscv';
import type { RegionCompiler } from './compiler.ts';
import { discoverRegion } from './discover.ts';
import type { DropReason, JitObserver } from './observer.ts';
import { RegionCache, type CachedRegion } from './region-cache.ts';
import type { Region } from './region.ts';

/** When code is compiled and how much is kept. It changes how fast a run is, and nothing else. */
export interface JitOptions {
  /** Visits of a place until it is compiled; 0: at the first one, with all that can be reached from it, whether it ever was or not. */
  readonly threshold: number;
  /** Compiled regions that are kept; when there are more, all are dropped. */
  readonly capacity: number;
  /** Whether the instruction at a virtual address may be compiled; default: all may. For finding the one that is compiled wrongly. */
  readonly mayCompile?: (address: bigint) => boolean;
  /** What regions are made from; default: the interpreter's tables. Others are for trying what finds a fault. */
  readonly tables?: InstructionTables;
  readonly observer?: JitObserver;
  /** Whether it is counted what is executed how, which makes it slower: the interpreter has the counts. */
  readonly counts?: boolean;
}

interface RegionsOptions extends JitOptions, CompileContext {
  readonly tables: InstructionTables;
  readonly compiler: RegionCompiler;
}

/** After how many visits of a place to ask again: at once, for there is a region now; or as late as can be. */
const AT_ONCE = 0;
export const LATER = 255;
/** The part of the threshold from which on calls of a function are compiled with it. */
const OFTEN_CALLED = 4;
/** Compiled functions of more instructions than this are not compiled again where they are called. */
const MOST_FOLLOWED = 40;
/** Places whose visits are kept. */
const MOST_COUNTED = 100_000;

const highOf = (address: bigint): number => Number(BigInt.asIntN(32, address >> 32n));
const lowOf = (address: bigint): number => Number(BigInt.asIntN(32, address));

/** Has regions compiled when they are asked for, and drops them when what they were made from changes. */
export class Regions implements CompiledCode {
  readonly #options: RegionsOptions;
  readonly #cache: RegionCache;
  /** By address, visits of places that were asked about. */
  readonly #visits = new Map<bigint, number>();
  #decoder: Decoder | undefined;

  constructor(options: RegionsOptions) {
    this.#options = options;
    this.#cache = new RegionCache(options.capacity);
  }

  get table(): WebAssembly.Table {
    return this.#options.compiler.table;
  }

  hot(hart: Hart): number {
    const { pc } = hart;
    for (const region of this.#cache.at(pc)) if (this.#enter(hart, region)) return AT_ONCE;
    const visits = (this.#visits.get(pc) ?? 0) + LATER;
    if (!this.#isHot(pc, visits)) return LATER;
    this.#options.observer?.compiling?.(pc);
    const found = this.#discover(hart);
    return found && this.#enter(hart, this.#add(pc, found, visits)) ? AT_ONCE : LATER;
  }

  codeWritten(offset: number, length: number): void {
    this.#drop(this.#cache.touching(offset, length), 'written');
  }

  pageDropped(page: number): void {
    this.#drop(this.#cache.on(page), 'forgotten');
  }

  flush(): void {
    this.#drop(this.#cache.all(), 'flushed');
    this.#visits.clear();
  }

  /** Whether a place has been visited often enough; if not, its visits are kept. */
  #isHot(pc: bigint, visits: number): boolean {
    const isHot = visits >= this.#options.threshold;
    if (this.#visits.size > MOST_COUNTED) this.#visits.clear();
    if (isHot) this.#visits.delete(pc);
    else this.#visits.set(pc, visits);
    return isHot;
  }

  #discover(hart: Hart): Region | undefined {
    const { memory, softmmu, tables, threshold, isReached, mayCompile = () => true } = this.#options;
    this.#decoder ??= new Decoder([...tables.instructions, ...tables.known], tables.compressed);
    const decoder = this.#decoder;
    const isKnown = threshold === 0 ? () => true : isReached;
    const fetchedPage = (address: bigint): number => softmmu.fetchedPage(hart, highOf(address), lowOf(address));
    const isWanted = (address: bigint, offset: number): boolean => isKnown(offset) && mayCompile(address);
    const isWorthFollowing = (address: bigint): boolean => {
      const known = this.#cache.at(address);
      if (known.length > 0) return known.some(({ instructions }) => instructions <= MOST_FOLLOWED);
      return (this.#visits.get(address) ?? 0) >= threshold / OFTEN_CALLED;
    };
    return discoverRegion({ memory, decoder, fetchedPage, isWanted, isWorthFollowing }, hart.pc);
  }

  /** Lets the hart's jumps lead to a region, if all of its pages are mapped in its address space as they were when it was made. */
  #enter(hart: Hart, { base, pages, index }: CachedRegion): boolean {
    const { softmmu } = this.#options;
    const addresses = pages.map(({ offset }) => base + BigInt(offset));
    const isSame = pages.every(({ host }, i) => softmmu.fetchedPage(hart, highOf(addresses[i] ?? 0n), lowOf(addresses[i] ?? 0n)) === host * PAGE_SIZE);
    if (isSame) softmmu.installJump(hart, hart.high(hartWords.PC), hart.low(hartWords.PC), index, addresses.map(lowOf));
    return isSame;
  }

  #add(pc: bigint, region: Region, visits: number): CachedRegion {
    if (this.#cache.isFull) this.#drop(this.#cache.all(), 'full');
    const others = this.#cache.at(pc).length;
    const cached = this.#cache.add(pc, region);
    const module = this.#options.compiler.compile(region, cached.index);
    this.#options.observer?.compiled?.({ region, pc, module, visits, others });
    return cached;
  }

  #drop(regions: readonly CachedRegion[], reason: DropReason): void {
    if (regions.length === 0) return;
    for (const region of regions) {
      this.#cache.delete(region);
      this.table.set(region.index, null);
      this.#options.observer?.dropped?.(region, reason);
    }
    this.#options.softmmu.dropJumps();
  }
}
