import type { CompileContext, CompiledCode } from '@reprise/interp';
import { Decoder } from '@reprise/isa';
import { PAGE_SIZE } from '@reprise/memory';
import { hartWords, type Hart, type InstructionTables } from '@reprise/riscv';
import type { RegionCompiler } from './compiler.ts';
import { discoverRegion, MOST_TARGETS } from './discover.ts';
import type { DropReason, JitObserver } from './observer.ts';
import { KeptRegions, RegionKeeper, type FetchedPage, type RegionStore } from './kept-regions.ts';
import { footprintOf, highOf, lowOf, RegionCache, type CachedRegion } from './region-cache.ts';
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
  /** Where regions are kept, if they are. */
  readonly store: RegionStore | undefined;
}

/** After how many visits of a place it is asked for first, at most, */
export const FIRST = 255;
/** and then again: at once, for there is a region now; or so late that asking costs little, and that the jumps to a place still are seen now and then. */
const AT_ONCE = 0;
const LATER = 1024;
/** The part of the threshold, or of the visits of a region that is to be kept, from which on calls of a function are compiled with it. */
const OFTEN_CALLED = 4;
/** Compiled functions of more instructions than this are not compiled again where they are called. */
const MOST_FOLLOWED = 40;
/** Places whose visits are kept. */
const MOST_COUNTED = 100_000;

/** An address as a number, exact but for those beyond 2^53. */
const placeOf = (high: number, low: number): number => high * 2 ** 32 + (low >>> 0);

/** Has regions compiled when they are asked for, and drops them when what they were made from changes. */
export class Regions implements CompiledCode {
  readonly #options: RegionsOptions;
  readonly #cache: RegionCache;
  /** Visits of places that were asked about, by `placeOf`. */
  readonly #visits = new Map<number, number>();
  /** Where the instructions at host offsets were seen to jump to: the lower halves of the addresses. */
  readonly #jumps = new Map<number, readonly number[]>();
  #decoder: Decoder | undefined;
  readonly #keeper: RegionKeeper | undefined;
  /** Made when it is first asked for something. */
  #kept: KeptRegions | undefined;

  constructor(options: RegionsOptions) {
    const { capacity, store, memory, compiler } = options;
    this.#options = options;
    this.#cache = new RegionCache(capacity);
    this.#keeper = store?.code.isKeeping ? new RegionKeeper(store, memory, compiler) : undefined;
  }

  get table(): WebAssembly.Table {
    return this.#options.compiler.table;
  }

  hot(hart: Hart, from: number): number {
    const high = hart.high(hartWords.PC);
    const low = hart.low(hartWords.PC);
    this.#noteJump(from, low);
    const place = placeOf(high, low);
    const known = this.#visits.get(place);
    const visits = known === undefined ? FIRST : known + this.#later(known);
    if (this.#keeper) return this.#keep(this.#keeper, hart, place, known ?? 0, visits);
    for (const region of this.#cache.at(low)) if (this.#enter(hart, high, low, region)) return AT_ONCE;
    const kept = this.#findKept(hart, high, low, visits);
    if (kept) return this.#enter(hart, high, low, kept) ? AT_ONCE : LATER;
    if (!this.#isHot(place, visits)) return this.#later(visits);
    const { pc } = hart;
    this.#options.observer?.compiling?.(pc);
    const found = this.#discover(hart);
    return found && this.#enter(hart, high, low, this.#add(pc, found, visits)) ? AT_ONCE : LATER;
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
    this.#jumps.clear();
  }

  /** The region that is kept for an address, if there is one whose code is in memory: from then on it is one like others. */
  #findKept(hart: Hart, high: number, low: number, visits: number): CachedRegion | undefined {
    const { store, memory, compiler } = this.#options;
    if (!store) return undefined;
    this.#kept ??= new KeptRegions(store, memory, compiler);
    const found = this.#kept.find(high, low, visits, this.#fetchedPages(hart, high < 0));
    if (!found) return undefined;
    const cached = this.#makeRoom().add(found.footprint, found.hosts);
    found.install(cached.index);
    return cached;
  }

  /**
   * What is to be kept is not entered, so that in the end all is known of what is reached and where jumps lead: a place's region is found again whenever it was visited
   * twice as often. Returns when to ask again.
   */
  #keep(keeper: RegionKeeper, hart: Hart, place: number, before: number, visits: number): number {
    const { threshold } = this.#options;
    this.#visits.set(place, visits);
    const doublings = (count: number): number => Math.clz32(count / threshold);
    const region = doublings(before) === doublings(visits) ? undefined : this.#discover(hart);
    if (region) {
      const { pc } = hart;
      const [first] = region.pages;
      for (const old of this.#cache.at(lowOf(pc))) if (old.pc === pc && old.pages[0]?.host === first?.host) this.#cache.delete(old);
      keeper.add(region, this.#makeRoom().add(footprintOf(pc, region), region.pages.map(({ host }) => host)));
    }
    return this.#later(visits);
  }

  #noteJump(from: number, low: number): void {
    const known = this.#jumps.get(from);
    if (known?.includes(low) || from < 0) return;
    if (this.#jumps.size > MOST_COUNTED) this.#jumps.clear();
    this.#jumps.set(from, [...(known ?? []), low].slice(0, MOST_TARGETS));
  }

  /** When to ask again about a place that was visited so often. */
  #later(visits: number): number {
    const { threshold } = this.#options;
    return visits < threshold ? Math.min(LATER, threshold - visits) : LATER;
  }

  /** Whether a place has been visited often enough; if not, its visits are kept. */
  #isHot(place: number, visits: number): boolean {
    const isHot = visits >= this.#options.threshold;
    if (this.#visits.size > MOST_COUNTED) this.#visits.clear();
    if (isHot) this.#visits.delete(place);
    else this.#visits.set(place, visits);
    return isHot;
  }

  #discover(hart: Hart): Region | undefined {
    const { memory, tables, threshold, isReached, mayCompile = () => true } = this.#options;
    this.#decoder ??= new Decoder([...tables.instructions, ...tables.known], tables.compressed);
    const decoder = this.#decoder;
    const isKnown = threshold === 0 ? () => true : isReached;
    const fetched = this.#fetchedPages(hart, hart.high(hartWords.PC) < 0);
    const fetchedPage = (address: bigint): number => fetched(highOf(address), lowOf(address));
    const isWanted = (address: bigint, offset: number): boolean => isKnown(offset) && mayCompile(address);
    const isWorthFollowing = (address: bigint): boolean => this.#isWorthFollowing(address, this.#visitsOf(hart.high(hartWords.PC), hart.low(hartWords.PC)));
    // a jump may lead further than the lower half says: then the region is one that is never come to this way
    const targetsOf = (address: bigint, offset: number): readonly bigint[] =>
      (this.#jumps.get(offset) ?? []).map((low) => address + BigInt((low - lowOf(address)) | 0));
    return discoverRegion({ memory, decoder, fetchedPage, isWanted, targetsOf, isWorthFollowing }, hart.pc);
  }

  /** Whether a function's code is to be where it is called, in a region whose own place has that many visits. */
  #isWorthFollowing(address: bigint, own: number): boolean {
    const known = this.#cache.at(lowOf(address)).filter(({ pc }) => pc === address);
    const isSmall = known.some(({ instructions }) => instructions <= MOST_FOLLOWED);
    const visits = this.#visitsOf(highOf(address), lowOf(address));
    if (!this.#keeper) return known.length > 0 ? isSmall : visits >= this.#options.threshold / OFTEN_CALLED;
    // all visits are counted here: a large function belongs where at least half of its calls come from
    return visits >= own / OFTEN_CALLED && (known.length === 0 || isSmall || visits <= 2 * own);
  }

  #visitsOf(high: number, low: number): number {
    return this.#visits.get(placeOf(high, low)) ?? 0;
  }

  /** All pages of a region are in one half of the address space: see JumpCache.copyUpperHalf. */
  #fetchedPages(hart: Hart, isUpper: boolean): FetchedPage {
    const { softmmu } = this.#options;
    return (high, low) => (high < 0 === isUpper ? softmmu.fetchedPage(hart, high, low) : -1);
  }

  /** Lets the hart's jumps to an address lead to a region, if that is its entry and all of its pages are mapped in the hart's address space as they were when it was made. */
  #enter(hart: Hart, high: number, low: number, { pages, index }: CachedRegion): boolean {
    const { softmmu } = this.#options;
    if (pages[0]?.high !== high) return false;
    for (const page of pages) if (softmmu.fetchedPage(hart, page.high, page.low) !== page.host * PAGE_SIZE) return false;
    softmmu.installJump(hart, high, low, index, pages);
    return true;
  }

  #add(pc: bigint, region: Region, visits: number): CachedRegion {
    const others = this.#cache.at(lowOf(pc)).filter((other) => other.pc === pc).length;
    const cached = this.#makeRoom().add(footprintOf(pc, region), region.pages.map(({ host }) => host));
    const module = this.#options.compiler.compile(region, cached.index);
    this.#options.observer?.compiled?.({ region, pc, module, visits, others });
    return cached;
  }

  #makeRoom(): RegionCache {
    if (this.#cache.isFull) this.#drop(this.#cache.all(), 'full');
    return this.#cache;
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
