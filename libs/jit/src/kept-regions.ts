import type { KeptCode } from '@reprise/interp';
import { PAGE_SHIFT, PAGE_SIZE, type HostMemory } from '@reprise/memory';
import type { RegionCompiler } from './compiler.ts';
import type { Region } from './region.ts';
import { footprintOf, highOf, lowOf, pageOf, type CachedRegion, type Footprint } from './region-cache.ts';

/*
 * Regions are kept in modules of some dozen, those that were first found soon after each other together, so that a run loads those that it needs. An index
 * says where to look: two words of 32 bits for each region, the low half of its address and its module, counted from 1. It is no more than a hint; what a region was
 * made from stands in a section of its module.
 */
const INDEX_BYTES = 65_536;
const INDEX_WORDS = 2;
/** Instructions from which on the next region goes to the next module. */
const MODULE_INSTRUCTIONS = 6000;

/*
 * The section, in words of 32 bits: for each region those of HEAD, the offsets of its pages, where each part of its code begins and how long it is, and the
 * code, each part from a word on.
 */
const SECTION = 'regions';
const HEAD = { size: 0, low: 1, high: 2, instructions: 3, pages: 4, parts: 5 } as const;
const HEAD_WORDS = 6;
const WORD_BYTES = 4;
const PAGE_OFFSET = PAGE_SIZE - 1;
const NO_PAGE = -1;

/** Where regions are kept. */
export interface RegionStore {
  readonly code: KeptCode;
  /** All that they depend on. */
  readonly key: string;
  /** Visits of an address from which on a module is loaded for it, which takes some ms. */
  readonly threshold: number;
}

const indexKey = ({ key }: RegionStore): string => JSON.stringify(['regions', key]);
const moduleKey = ({ key }: RegionStore, module: number): string => JSON.stringify(['regions', key, module]);

/** Host offset of the page at an address, by halves; -1 where there is none that can be fetched from. */
export type FetchedPage = (high: number, low: number) => number;

/** A kept region whose code is in memory, just as it was when it was compiled. */
export interface FoundRegion {
  readonly footprint: Footprint;
  /** The host page numbers of its pages. */
  readonly hosts: readonly number[];
  /** Puts its function at an index of the table. */
  readonly install: (index: number) => void;
}

/** Regions that another process compiled. None is used but where memory holds the code that it was made from. */
export class KeptRegions {
  readonly #store: RegionStore;
  readonly #memory: HostMemory;
  readonly #compiler: RegionCompiler;
  /** In which modules there are regions of addresses with that low half, the last one first. */
  readonly #byLow = new Map<number, number[]>();
  /** Undefined where there is none after all. */
  readonly #modules = new Map<number, RegionModule | undefined>();

  constructor(store: RegionStore, memory: HostMemory, compiler: RegionCompiler) {
    this.#store = store;
    this.#memory = memory;
    this.#compiler = compiler;
    const index = new Int32Array(INDEX_BYTES / WORD_BYTES);
    store.code.table(indexKey(store), new Uint8Array(index.buffer));
    for (let at = 0; (index[at + 1] ?? 0) !== 0; at += INDEX_WORDS) {
      const [low = 0, module = 0] = index.subarray(at);
      const others = this.#byLow.get(low);
      if (!others) this.#byLow.set(low, [module]);
      else if (others[0] !== module) others.unshift(module);
    }
  }

  /** A region for an address that can be used there now. `visits`: of the address, as far as they were counted */
  find(high: number, low: number, visits: number, fetchedPage: FetchedPage): FoundRegion | undefined {
    for (const module of this.#byLow.get(low) ?? []) {
      if (visits < this.#store.threshold && !this.#modules.has(module)) continue;
      const found = this.#module(module)?.find(high, low, fetchedPage);
      if (found) return found;
    }
    return undefined;
  }

  #module(number: number): RegionModule | undefined {
    if (!this.#modules.has(number)) {
      const module = this.#store.code.module(moduleKey(this.#store, number));
      this.#modules.set(number, module && new RegionModule(module, this.#memory, this.#compiler));
    }
    return this.#modules.get(number);
  }
}

class RegionModule {
  readonly #install: (index: number, nth: number) => void;
  readonly #memory: HostMemory;
  readonly #words: Int32Array;
  readonly #bytes: Uint8Array;

  constructor(module: WebAssembly.Module, memory: HostMemory, compiler: RegionCompiler) {
    this.#install = compiler.install(module);
    this.#memory = memory;
    const [section = new ArrayBuffer(0)] = WebAssembly.Module.customSections(module, SECTION);
    this.#words = new Int32Array(section);
    this.#bytes = new Uint8Array(section);
  }

  find(high: number, low: number, fetchedPage: FetchedPage): FoundRegion | undefined {
    for (let at = 0, nth = 0; at < this.#words.length; at += this.#word(at + HEAD.size), nth++) {
      if (this.#word(at + HEAD.low) !== low || this.#word(at + HEAD.high) !== high) continue;
      const pc = (BigInt(high) << 32n) | BigInt(low >>> 0);
      const pages = [...this.#words.subarray(at + HEAD_WORDS, at + HEAD_WORDS + this.#word(at + HEAD.pages))];
      const hosts = hostsOf(pc, pages, fetchedPage);
      const code = hosts && this.#code(at, pages, hosts);
      if (code) return { footprint: { pc, pages, code, instructions: this.#word(at + HEAD.instructions) }, hosts, install: (index) => this.#install(index, nth) };
    }
    return undefined;
  }

  /** The parts of a region's code if memory holds it. */
  #code(at: number, pages: readonly number[], hosts: readonly number[]): Footprint['code'] | undefined {
    const { u8 } = this.#memory;
    const first = at + HEAD_WORDS + pages.length;
    const count = this.#word(at + HEAD.parts);
    const code: [number, number][] = [];
    let kept = (first + 2 * count) * WORD_BYTES;
    for (let part = 0; part < count; part++) {
      const from = this.#word(first + 2 * part);
      const length = this.#word(first + 2 * part + 1);
      const host = (hosts[pages.indexOf(from & -PAGE_SIZE)] ?? NO_PAGE) * PAGE_SIZE + (from & PAGE_OFFSET);
      for (let byte = 0; byte < length; byte++) if (u8[host + byte] !== this.#bytes[kept + byte]) return undefined;
      kept += wordsOf(length) * WORD_BYTES;
      code.push([from, from + length]);
    }
    return code;
  }

  #word(at: number): number {
    return this.#words[at] ?? 0;
  }
}

const wordsOf = (bytes: number): number => Math.ceil(bytes / WORD_BYTES);

/** The host page numbers of a region's pages, if all can be fetched from. */
function hostsOf(pc: bigint, pages: readonly number[], fetchedPage: FetchedPage): readonly number[] | undefined {
  const base = pageOf(pc);
  const hosts: number[] = [];
  for (const offset of pages) {
    const address = base + BigInt(offset);
    const host = fetchedPage(highOf(address), lowOf(address));
    if (host < 0) return undefined;
    hosts.push(host >>> PAGE_SHIFT);
  }
  return hosts;
}

/** A region with its record in the section. */
interface Recorded {
  region: Region;
  record: readonly number[];
}

/** Keeps regions for other processes. */
export class RegionKeeper {
  readonly #store: RegionStore;
  readonly #memory: HostMemory;
  readonly #compiler: RegionCompiler;
  readonly #index = new Int32Array(INDEX_BYTES / WORD_BYTES);
  /** By their addresses and the host pages of these. */
  readonly #known = new Map<string, Recorded>();
  #modules = 0;
  #module: Recorded[] = [];
  /** Instructions that the last module can still take. */
  #room = 0;

  constructor(store: RegionStore, memory: HostMemory, compiler: RegionCompiler) {
    this.#store = store;
    this.#memory = memory;
    this.#compiler = compiler;
    store.code.table(indexKey(store), new Uint8Array(this.#index.buffer));
  }

  /** In place of the one that was found there before. `cached`: the same, where it is in memory now */
  add(region: Region, cached: CachedRegion): void {
    const place = `${cached.pc} ${cached.pages[0]?.host}`;
    const record = this.#record(footprintOf(cached.pc, region), cached);
    const known = this.#known.get(place);
    if (known) {
      Object.assign(known, { region, record });
      return;
    }
    const at = this.#known.size * INDEX_WORDS;
    if (at + INDEX_WORDS >= this.#index.length) return;
    if (this.#room <= 0) this.#begin();
    this.#room -= cached.instructions;
    const recorded = { region, record };
    this.#known.set(place, recorded);
    this.#module.push(recorded);
    this.#index.set([lowOf(cached.pc), this.#modules], at);
  }

  #begin(): void {
    const regions: Recorded[] = [];
    this.#module = regions;
    this.#room = MODULE_INSTRUCTIONS;
    this.#store.code.keep(moduleKey(this.#store, ++this.#modules), () => {
      const words = Int32Array.from(regions.flatMap(({ record }) => record));
      const bytes = this.#compiler.library(regions.map(({ region }) => region), { name: SECTION, content: new Uint8Array(words.buffer) });
      return { bytes, module: new WebAssembly.Module(bytes) };
    });
  }

  #record({ pc, pages, code, instructions }: Footprint, cached: CachedRegion): readonly number[] {
    const parts = code.flatMap(([from, to]) => [from, to - from]);
    const bytes = cached.code.flatMap(([from, to]) => this.#wordsAt(from, to));
    const rest = [lowOf(pc), highOf(pc), instructions, pages.length, code.length, ...pages, ...parts, ...bytes];
    return [rest.length + 1, ...rest];
  }

  #wordsAt(from: number, to: number): number[] {
    const bytes = new Uint8Array(wordsOf(to - from) * WORD_BYTES);
    bytes.set(this.#memory.u8.subarray(from, to));
    return [...new Int32Array(bytes.buffer)];
  }
}
