import { MAX_PAGES, PAGE_SHIFT, PAGE_SIZE, PageFlag, type AddressSpace, type HostMemory, type PageListener, type PageTracker } from '@reprise/memory';
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
import { PageTables, Stale } from './page-tables.ts';
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

/** satp.MODE of the scheme with the fewest levels; each number more is a level more. */
const SV39 = 8;
const LEVELS_OF_SV39 = 3;

const TLB_DATA = hartFields.tlbData.offset / 4;
const TLB_FETCH = hartFields.tlbFetch.offset / 4;

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
    this.#harts = harts.map((hart) => ({ hart, tlbs: new HartTlbs(memory, (root, other, mode) => this.#sharesUpperHalf(hart, root, other, mode)) }));
    this.#endSlice = endSlice;
    this.#tables = new PageTables();
    this.walker = new PageWalker(memory, this, true);
    tracker.setListener(this);
    space.onMappingChanged(() => this.flush());
    for (const hart of harts) this.translationChanged(hart);
  }

  /** Points the hart at the TLBs of its privilege and address space. */
  translationChanged(hart: Hart): void {
    const tlbs = this.#tlbs(hart);
    tlbs.fetch = tlbs.select(hart, hart.privilege, 0);
    const privilege = dataPrivilege(hart);
    const flags = privilege === 1 ? (userPagesAllowed(hart) ? 1 : 0) | (executableReadable(hart) ? 2 : 0) : privilege === 0 && executableReadable(hart) ? 2 : 0;
    tlbs.data = tlbs.select(hart, privilege, flags);
    hart.setLow(TLB_FETCH, tlbs.fetch.offset);
    hart.setLow(TLB_DATA, tlbs.data.offset);
  }

  /** Drops everything that was derived from page tables, the PMP and the memory map. */
  flush(): void {
    for (const { tlbs } of this.#harts) tlbs.clear();
    this.#forgetTables();
    this.#endSlice();
  }

  /** Remembers a page that loads (and stores, if its flags allow) may reach directly; `host` is the host offset of the page. */
  installData(hart: Hart, high: number, low: number, host: number, read: boolean, write: boolean): void {
    const page = host >>> PAGE_SHIFT;
    this.#tracker.touched(page);
    const isTold = this.#tracker.flags(page) !== 0;
    if (write && !isTold) this.#noteWriter(page, Tlb.index(low));
    this.#tlbs(hart).data.install(high, low, host, read, write, isTold);
  }

  /** After a store to an address that the host was told of, at a host offset: it need not be any more if the page has no flags now. */
  freeWrites(hart: Hart, high: number, low: number, host: number): void {
    const page = host >>> PAGE_SHIFT;
    if (this.#tracker.flags(page) === 0 && this.#tlbs(hart).data.freeWrites(high, low)) this.#noteWriter(page, Tlb.index(low));
  }

  /** Where an address is in host memory if its page is in the hart's data TLB under a tag (TLB_READ or TLB_WRITE), with `told` = TOLD as one that the host is told of; else -1. */
  hit(hart: Hart, high: number, low: number, tag: number, told = 0): number {
    const { i32 } = this.#memory;
    const entry = (hart.low(TLB_DATA) + Tlb.index(low) * TLB_ENTRY_BYTES) >>> 2;
    if (i32[entry + tag / 4] !== ((low & -4096) | told) || i32[entry + tag / 4 + 1] !== high) return -1;
    return (low + (i32[entry + TLB_ADDEND / 4] ?? 0)) >>> 0;
  }

  /** Remembers a page that the hart may fetch from. */
  installCode(hart: Hart, high: number, low: number, host: number): void {
    const page = host >>> PAGE_SHIFT;
    this.#tracker.touched(page);
    const slots = this.#code.slotsOf(page);
    this.#tlbs(hart).fetch.installCode(high, low, host, slots);
  }

  /** Host offset of a page that the hart can fetch from as it is now; -1 where that is not known. */
  fetchedPage(hart: Hart, high: number, low: number): number {
    return this.#tlbs(hart).fetch.fetchedPage(high, low);
  }

  /** Lets generated code of the hart jump to a compiled region; `pages` are its pages, by the low halves of their addresses. */
  installJump(hart: Hart, high: number, low: number, region: number, pages: readonly { readonly low: number }[]): void {
    this.#tlbs(hart).fetch.jumps.install(high, low, region, pages);
  }

  /** Drops all ways into compiled code: some of it has gone, perhaps what runs. */
  dropJumps(): void {
    for (const { tlbs } of this.#harts) for (const tlb of tlbs.tlbs) tlb.jumps.clear();
    this.#endSlice();
  }

  /** Drops all fetch tags: decoded pages have gone. */
  dropCode(): void {
    for (const { tlbs } of this.#harts) for (const tlb of tlbs.tlbs) tlb.dropFetches();
    this.#endSlice();
  }

  hostOffset(address: number, length: number, isWrite: boolean): number {
    return this.#space.hostOffset(address, length, isWrite);
  }

  entryRead(offset: number, level: number, high: number, low: number, root: number): void {
    if (this.#tables.read(offset, level, high, low, root)) this.#tracker.setFlags(offset >>> PAGE_SHIFT, PageFlag.PT);
  }

  beforeEntryUpdate(offset: number): void {
    const page = offset >>> PAGE_SHIFT;
    if ((this.#tracker.flags(page) & PageFlag.CODE) !== 0) this.#code.codeWritten(offset, 8);
    this.#tracker.beforeSilentWrite(page);
  }

  #sharesUpperHalf(hart: Hart, root: number, other: number, mode: number): boolean {
    if (root === other) return true;
    const one = this.walker.tableAt(hart, root * PAGE_SIZE);
    const two = this.walker.tableAt(hart, other * PAGE_SIZE);
    if (one < 0 || two < 0) return false;
    const { i32 } = this.#memory;
    for (let at = PAGE_SIZE / 2; at < PAGE_SIZE; at += 4) if (i32[(one + at) >>> 2] !== i32[(two + at) >>> 2]) return false;
    const isNew = this.#tables.share(one, root, two, other, mode - SV39 + LEVELS_OF_SV39 - 1);
    if (isNew === true) this.#tracker.setFlags(two >>> PAGE_SHIFT, PageFlag.PT);
    return isNew !== undefined;
  }

  codeWritten(offset: number, length: number): void {
    this.#code.codeWritten(offset, length);
  }

  pageTableWritten(offset: number, length: number): void {
    const stale = this.#tables.written(offset, length);
    if (stale === Stale.EVERYTHING) return this.flush();
    if (stale === Stale.ROOT) return this.#flushRoot(this.#tables.root);
    if (stale === Stale.LOWER_HALF) this.#flushLowerHalf(this.#tables.root);
    if (stale === Stale.PAGE) this.#dropPage(this.#tables);
    if (!this.#tables.has(offset >>> PAGE_SHIFT)) this.#tracker.clearFlags(offset >>> PAGE_SHIFT, PageFlag.PT);
  }

  /** Drops the entries of a page in the TLBs of the address spaces with that root, or in all. */
  #dropPage({ root, high, low }: PageTables): void {
    let fetched = false;
    for (const { tlbs } of this.#harts) {
      for (const view of tlbs.views) if (root < 0 || view.root === root) fetched = view.tlb.dropPage(high, low) || fetched;
    }
    if (fetched) this.#endSlice();
  }

  /** Drops everything that was derived by walks from one root. */
  #flushRoot(root: number): void {
    for (const { tlbs } of this.#harts) for (const view of tlbs.views) if (view.root === root) view.tlb.clear();
    this.#forgetTables(root);
    this.#endSlice();
  }

  /** Drops what was derived for the lower half by walks from one root: a program ends, and its kernel goes on in what is left of its address space. */
  #flushLowerHalf(root: number): void {
    for (const { tlbs } of this.#harts) for (const view of tlbs.views) if (view.root === root) view.tlb.clearLowerHalf();
    this.walker.forgetTables();
    for (const page of this.#tables.forgetLowerHalf(root)) this.#tracker.clearFlags(page, PageFlag.PT);
    this.#endSlice();
  }

  #forgetTables(root?: number): void {
    this.walker.forgetTables();
    for (const page of this.#tables.forget(root)) this.#tracker.clearFlags(page, PageFlag.PT);
  }

  writeTagsRevoked(page: number): void {
    const writer = this.#writers[page] ?? NO_WRITER;
    if (writer === NO_WRITER) return;
    const host = page << PAGE_SHIFT;
    const [one, other] = [writer & WRITER_MASK, writer >>> WRITER_BITS];
    for (const { tlbs } of this.#harts) {
      for (const tlb of tlbs.tlbs) {
        if (writer === MANY_WRITERS) {
          tlb.tellWritesTo(host);
        } else {
          tlb.tellWrites(one - 1, host);
          if (other !== NO_WRITER) tlb.tellWrites(other - 1, host);
        }
      }
    }
    this.#writers[page] = NO_WRITER;
  }

  epochStarted(): void {
    for (const { tlbs } of this.#harts) for (const tlb of tlbs.tlbs) tlb.tellAllWrites();
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
}
