import { MAX_PAGES, PAGE_SHIFT, PageFlag, type AddressSpace, type HostMemory, type PageListener, type PageTracker } from '@reprise/memory';
import {
  dataPrivilege,
  executableReadable,
  hartFields,
  PageWalker,
  userPagesAllowed,
  type Hart,
  type PageTablePort,
} from '@reprise/riscv';
import { HartTlbs } from './hart-tlbs.ts';
import { TLB_ADDEND, TLB_ENTRY_BYTES } from './layout.ts';
import { PageTables } from './page-tables.ts';
import { Tlb } from './tlb.ts';

/** Decoded code, which the softmmu leads fetches to. Pages are host page numbers. */
export interface CodePages {
  slotsOf(page: number): number;
  codeWritten(offset: number, length: number): void;
}

/** No write tag is known for a page; more than the two are that are remembered. */
const NO_WRITER = 0;
const MANY_WRITERS = 0xffff_ffff;
const WRITER_BITS = 16;
const WRITER_MASK = 0xffff;
/** So many pages are forgotten one by one; more, all at once. */
const FEW_WRITTEN = 4096;

const TLB_DATA = hartFields.tlbData.offset / 4;
const TLB_FETCH_FIELD = hartFields.tlbFetch.offset / 4;

/**
 * The software TLBs of all harts. They are caches that no guest can see: a page that entries were walked from is flagged PT, a page that
 * was decoded is flagged CODE, and a store to either comes here first and drops what was derived from it. So a page table takes effect at
 * once, sfence.vma has nothing to do, and the result of a run cannot depend on which entries happened to be cached.
 */
export class Softmmu implements PageListener, PageTablePort {
  readonly walker: PageWalker;
  readonly #memory: HostMemory;
  readonly #space: AddressSpace;
  readonly #tracker: PageTracker;
  readonly #code: CodePages;
  readonly #harts: readonly { readonly hart: Hart; readonly tlbs: HartTlbs }[];
  /** Called when what the running hart executes may no longer be what its page tables say. */
  readonly #endSlice: () => void;
  /**
   * By host page: one more than the indices of the entries that may have a write tag for it, in either half. Most pages are mapped at two
   * addresses, a program's and the kernel's. A flush leaves it: it only says where to look.
   */
  readonly #writers = new Uint32Array(MAX_PAGES);
  /** The pages that have had one since all were dropped, some of them more than once. */
  #written: number[] = [];
  readonly #tables: PageTables;

  constructor(
    memory: HostMemory, space: AddressSpace, tracker: PageTracker, code: CodePages, harts: readonly Hart[], endSlice: () => void,
  ) {
    this.#memory = memory;
    this.#space = space;
    this.#tracker = tracker;
    this.#code = code;
    this.#harts = harts.map((hart) => ({ hart, tlbs: new HartTlbs(memory) }));
    this.#endSlice = endSlice;
    this.#tables = new PageTables(memory);
    this.walker = new PageWalker(memory, this);
    tracker.setListener(this);
    space.onMappingChanged(() => this.flush());
    for (const hart of harts) this.translationChanged(hart);
  }

  /** Points the hart at the TLBs of its privilege and address space. */
  translationChanged(hart: Hart): void {
    const tlbs = this.#tlbs(hart);
    const fetch = tlbs.select(hart, hart.privilege, 0);
    const privilege = dataPrivilege(hart);
    const flags = privilege === 1 ? (userPagesAllowed(hart) ? 1 : 0) | (executableReadable(hart) ? 2 : 0) : privilege === 0 && executableReadable(hart) ? 2 : 0;
    const data = tlbs.select(hart, privilege, flags);
    if (hart.low(TLB_FETCH_FIELD) >>> 0 !== fetch.offset) {
      hart.setLow(TLB_FETCH_FIELD, fetch.offset);
      this.#endSlice();
    }
    hart.setLow(TLB_DATA, data.offset);
  }

  /** Drops everything that was derived from page tables, the PMP and the memory map. */
  flush(): void {
    for (const { tlbs } of this.#harts) tlbs.clear();
    this.#endSlice();
  }

  /** Remembers a page that loads (and stores, if its flags allow) may reach directly; `host` is the host offset of the page. */
  installData(hart: Hart, high: number, low: number, host: number, read: boolean, write: boolean): void {
    const page = host >>> PAGE_SHIFT;
    this.#tracker.touched(page);
    const isWritable = write && this.#tracker.flags(page) === 0;
    if (isWritable) this.#noteWriter(page, Tlb.index(low));
    this.#current(hart, TLB_DATA).install(high, low, host, read, isWritable);
  }

  /** Where an address is in host memory if its page is in the hart's data TLB under a tag (TLB_READ or TLB_WRITE); else -1. */
  hit(hart: Hart, high: number, low: number, tag: number): number {
    const { i32 } = this.#memory;
    const entry = (hart.low(TLB_DATA) + Tlb.index(low) * TLB_ENTRY_BYTES) >>> 2;
    if (i32[entry + tag / 4] !== (low & -4096) || i32[entry + tag / 4 + 1] !== high) return -1;
    return (low + (i32[entry + TLB_ADDEND / 4] ?? 0)) >>> 0;
  }

  /** Remembers a page that the hart may fetch from. */
  installCode(hart: Hart, high: number, low: number, host: number): void {
    const page = host >>> PAGE_SHIFT;
    this.#tracker.touched(page);
    const slots = this.#code.slotsOf(page);
    this.#current(hart, TLB_FETCH_FIELD).installCode(high, low, host, slots);
  }

  /** Host offset of a page that the hart can fetch from as it is now; -1 where that is not known. */
  fetchedPage(hart: Hart, high: number, low: number): number {
    return this.#current(hart, TLB_FETCH_FIELD).fetchedPage(high, low);
  }

  /** Lets generated code of the hart jump to a compiled region; `pages` are the low halves of the addresses of its pages. */
  installJump(hart: Hart, high: number, low: number, region: number, pages: readonly number[]): void {
    this.#current(hart, TLB_FETCH_FIELD).jumps.install(high, low, region, pages);
  }

  /** Drops all ways into compiled code: some of it has gone. */
  dropJumps(): void {
    for (const { tlbs } of this.#harts) for (const tlb of tlbs.tlbs) tlb.jumps.clear();
  }

  /** Drops all fetch tags: decoded pages have gone. */
  dropCode(): void {
    for (const { tlbs } of this.#harts) for (const tlb of tlbs.tlbs) tlb.dropFetches();
    this.#endSlice();
  }

  hostOffset(address: number, length: number, isWrite: boolean): number {
    return this.#space.hostOffset(address, length, isWrite);
  }

  entryRead(offset: number, level: number, high: number, low: number): void {
    const page = offset >>> PAGE_SHIFT;
    if (this.#tables.read(page, level, high, low)) this.#tracker.setFlags(page, PageFlag.PT);
  }

  beforeEntryUpdate(offset: number): void {
    const page = offset >>> PAGE_SHIFT;
    if ((this.#tracker.flags(page) & PageFlag.CODE) !== 0) this.#code.codeWritten(offset, 8);
    this.#tracker.beforeSilentWrite(page);
  }

  codeWritten(offset: number, length: number): void {
    this.#code.codeWritten(offset, length);
  }

  pageTableWritten(offset: number, length: number): void {
    const page = offset >>> PAGE_SHIFT;
    const effect = this.#tables.written(offset, length);
    if (effect === 'nothing') return;
    if (effect === 'everything') {
      this.#tracker.clearFlags(page, PageFlag.PT);
      return this.flush();
    }
    let fetched = false;
    for (const { tlbs } of this.#harts) for (const tlb of tlbs.tlbs) fetched = tlb.dropEntry(effect) || fetched;
    if (fetched) this.#endSlice();
  }

  writeTagsRevoked(page: number): void {
    const writer = this.#writers[page] ?? NO_WRITER;
    if (writer === NO_WRITER) return;
    const host = page << PAGE_SHIFT;
    const [one, other] = [writer & WRITER_MASK, writer >>> WRITER_BITS];
    for (const { tlbs } of this.#harts) {
      for (const tlb of tlbs.tlbs) {
        if (writer === MANY_WRITERS) {
          tlb.dropWritesTo(host);
        } else {
          tlb.dropWrite(one - 1, host);
          if (other !== NO_WRITER) tlb.dropWrite(other - 1, host);
        }
      }
    }
    this.#writers[page] = NO_WRITER;
  }

  epochStarted(): void {
    for (const { tlbs } of this.#harts) for (const tlb of tlbs.tlbs) tlb.dropWrites();
    this.#forgetWriters();
  }

  #noteWriter(page: number, index: number): void {
    const known = this.#writers[page] ?? NO_WRITER;
    const writer = index + 1;
    const [one, other] = [known & WRITER_MASK, known >>> WRITER_BITS];
    if (known === NO_WRITER) {
      this.#written.push(page);
      this.#writers[page] = writer;
    } else if (one !== writer && other !== writer) {
      this.#writers[page] = other === NO_WRITER ? known | (writer << WRITER_BITS) : MANY_WRITERS;
    }
    if (this.#written.length > MAX_PAGES) this.#written = [...new Set(this.#written)];
  }

  /** There are no write tags any more: flushes are frequent, and pages with one are few. */
  #forgetWriters(): void {
    if (this.#written.length > FEW_WRITTEN) this.#writers.fill(NO_WRITER);
    else for (const page of this.#written) this.#writers[page] = NO_WRITER;
    this.#written = [];
  }

  #tlbs(hart: Hart): HartTlbs {
    const entry = this.#harts[hart.index];
    if (!entry) throw new Error(`hart ${hart.index} has no TLBs`);
    return entry.tlbs;
  }

  #current(hart: Hart, field: number): Tlb {
    const tlb = this.#tlbs(hart).at(hart.low(field) >>> 0);
    if (!tlb) throw new Error(`hart ${hart.index} has no TLB selected`);
    return tlb;
  }
}
