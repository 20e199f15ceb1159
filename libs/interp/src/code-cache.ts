import { isCompressed, type Decoder } from '@reprise/isa';
import { PAGE_SHIFT, PAGE_SIZE, PageFlag, type HostMemory, type PageTracker } from '@reprise/memory';
import type { InterpreterModule } from './interpreter-module.ts';
import { SlotTemplates } from './slot-templates.ts';
import {
  CODE_PAGE_BYTES,
  HANDLER_BREAKPOINT,
  HANDLER_CROSS,
  HANDLER_ILLEGAL,
  HANDLER_MASK,
  HANDLER_PAGE_END,
  HANDLER_UNDECODED,
  SLOT_BYTES,
  SLOT_COUNT,
  SLOT_SHIFT,
  VISITED_OFTEN,
} from './slots.ts';

/** Pages of decoded code kept at a time; when they are used up all are dropped. */
const CODE_PAGES = 2048;
/** A page that is stored to this often without being decoded again is taken to hold data now. */
const STORES_UNTIL_DATA = 64;
/** Two slots and the page end behind them, for an instruction that crosses into the next page. */
const CROSS_SLOTS = 3;
const CROSS_OFFSET = PAGE_SIZE - 2;
/** Bytes of an instruction. */
const LONGEST = 4;

/** What else is made from code, and must go when the code does. Pages are host page numbers. */
export interface CodeListener {
  /** `length` bytes at host offset `offset`, all on one page, are about to change. */
  codeWritten(offset: number, length: number): void;
  /** The page is no longer known to hold code: stores to it will not be told. */
  pageDropped(page: number): void;
}

/**
 * Decoded instructions by host page. A page in it carries the CODE flag, so that every store to it is told to `codeWritten` first:
 * what is decoded is always what is in memory.
 */
export class CodeCache {
  readonly #memory: HostMemory;
  readonly #tracker: PageTracker;
  readonly #templates: SlotTemplates;
  readonly #module: InterpreterModule;
  /** Called when slots that a fetch tag may lead to have gone. */
  readonly #dropped: () => void;
  readonly #listener: CodeListener | undefined;
  /** Visits of a new slot, counted on from here: see SLOT_COUNT. */
  readonly #firstCount: number;
  readonly #base: number;
  readonly #crossSlots: number;
  readonly #indexOf = new Map<number, number>();
  readonly #pageOf: number[] = [];
  readonly #stores: number[] = [];
  /** Of those that can be kept, how many ever were: memory behind them is still zero. */
  #everUsed = 0;
  /** Offsets in a page at which a breakpoint lies, on whatever page: the run loop compares the whole address. */
  #breakpoints: ReadonlySet<number> = new Set();

  constructor(memory: HostMemory, tracker: PageTracker, decoder: Decoder, module: InterpreterModule, dropped: () => void, compiled?: { readonly listener: CodeListener; readonly threshold: number }) {
    this.#memory = memory;
    this.#tracker = tracker;
    this.#dropped = dropped;
    this.#listener = compiled?.listener;
    this.#firstCount = compiled ? VISITED_OFTEN - compiled.threshold : 0;
    this.#module = module;
    this.#templates = new SlotTemplates(decoder, module, compiled && this.#firstCount);
    this.#base = memory.allocate(CODE_PAGES * CODE_PAGE_BYTES);
    this.#crossSlots = memory.allocate(CROSS_SLOTS * SLOT_BYTES, SLOT_BYTES);
  }

  /** Host offset of the first slot of a page of code, which is taken in if it is new. `page` is a host page number. */
  slotsOf(page: number): number {
    const index = this.#indexOf.get(page) ?? this.#takeIn(page);
    return this.#base + index * CODE_PAGE_BYTES;
  }

  /** Decodes the instruction of a slot that a handler met undecoded, and those that follow it up to a jump: they will be met too. */
  decode(slot: number): void {
    const index = Math.floor((slot - this.#base) / CODE_PAGE_BYTES);
    const page = this.#pageOf[index];
    if (page === undefined) throw new Error(`no code page at slot ${slot}`);
    const slots = this.#base + index * CODE_PAGE_BYTES;
    this.#stores[index] = 0;
    let offset = (slot - slots) >>> SLOT_SHIFT;
    let previous = 0;
    do {
      const current = slots + (offset << SLOT_SHIFT);
      const length = this.#decodeAt(current, page * PAGE_SIZE, offset);
      if (previous !== 0) this.#join(previous, current);
      if (length <= 0) return;
      offset += length;
      previous = current;
    } while (offset < PAGE_SIZE && !this.#isWritten(slots + (offset << SLOT_SHIFT)));
  }

  /** Returns the bytes up to the next instruction; 0 or less where none simply follows. */
  #decodeAt(slot: number, page: number, offset: number): number {
    if (this.#breakpoints.has(offset)) return this.#writeSpecial(slot, HANDLER_BREAKPOINT);
    const low = this.#halfword(page + offset);
    if (isCompressed(low)) return this.#write(slot, offset, low);
    if (offset === CROSS_OFFSET) return this.#writeSpecial(slot, HANDLER_CROSS);
    return this.#write(slot, offset, low | (this.#halfword(page + offset + 2) << 16));
  }

  /**
   * Decodes one instruction apart from its page, with the page offset it has, and returns its slot: for one that crosses pages, and for
   * one step from a breakpoint.
   */
  decodeApart(word: number, offset: number): number {
    const { u8 } = this.#memory;
    u8.fill(0, this.#crossSlots, this.#crossSlots + CROSS_SLOTS * SLOT_BYTES);
    this.#write(this.#crossSlots, offset, isCompressed(word) ? word & 0xffff : word, 0);
    for (const after of [1, 2]) this.#writeSpecial(this.#crossSlots + after * SLOT_BYTES, HANDLER_PAGE_END);
    return this.#crossSlots;
  }

  /** A store of `length` bytes at host offset `offset`, all on one page, is about to happen. */
  codeWritten(offset: number, length: number): void {
    const page = offset >>> PAGE_SHIFT;
    const index = this.#indexOf.get(page);
    if (index === undefined) return;
    this.#listener?.codeWritten(offset, length);
    const slots = this.#base + index * CODE_PAGE_BYTES;
    const stores = (this.#stores[index] ?? 0) + 1;
    this.#stores[index] = stores;
    if (stores > STORES_UNTIL_DATA) {
      this.#drop(page, index);
      this.#dropped();
      return;
    }
    const within = offset & (PAGE_SIZE - 1);
    // an instruction that starts one halfword before the first byte has its second half there, and the one before it may be joined with it
    const first = Math.max(0, (within & ~1) - 2 - LONGEST);
    const last = Math.min(PAGE_SIZE - 2, (within + length - 1) & ~1);
    this.#forget(slots + (first << SLOT_SHIFT), slots + ((last + 2) << SLOT_SHIFT));
  }

  /** Whether the instruction at a host offset was decoded, which it is when it is first reached. */
  isDecoded(offset: number): boolean {
    const index = this.#indexOf.get(offset >>> PAGE_SHIFT);
    if (index === undefined) return false;
    return this.#isWritten(this.#base + index * CODE_PAGE_BYTES + ((offset & (PAGE_SIZE - 1)) << SLOT_SHIFT));
  }

  /** Sets the count of visits of an address, of which `offset` is the host offset. */
  setVisits(offset: number, visits: number): void {
    const index = this.#indexOf.get(offset >>> PAGE_SHIFT);
    if (index === undefined) return;
    this.#memory.u8[this.#base + index * CODE_PAGE_BYTES + ((offset & (PAGE_SIZE - 1)) << SLOT_SHIFT) + SLOT_COUNT] = visits;
  }

  setBreakpoints(offsets: ReadonlySet<number>): void {
    this.#breakpoints = offsets;
    this.flush();
  }

  /** Drops everything. */
  flush(): void {
    for (const [page, index] of this.#indexOf) this.#drop(page, index);
    this.#indexOf.clear();
    this.#pageOf.length = 0;
    this.#stores.length = 0;
    this.#dropped();
  }

  #takeIn(page: number): number {
    const free = this.#pageOf.findIndex((owner) => owner < 0);
    if (free < 0 && this.#pageOf.length === CODE_PAGES) this.flush();
    const index = free < 0 ? this.#pageOf.length : free;
    this.#pageOf[index] = page;
    this.#stores[index] = 0;
    this.#indexOf.set(page, index);
    this.#writeSpecial(this.#base + index * CODE_PAGE_BYTES + (PAGE_SIZE << SLOT_SHIFT), HANDLER_PAGE_END);
    const isFresh = index >= this.#everUsed;
    if (isFresh) this.#everUsed = index + 1;
    if (this.#listener && !(isFresh && this.#firstCount === 0)) this.#startCounts(this.#base + index * CODE_PAGE_BYTES);
    this.#tracker.setFlags(page, PageFlag.CODE);
    return index;
  }

  #startCounts(slots: number): void {
    const { u8 } = this.#memory;
    const end = slots + (PAGE_SIZE << SLOT_SHIFT);
    for (let count = slots + SLOT_COUNT; count < end; count += SLOT_BYTES) u8[count] = this.#firstCount;
  }

  #drop(page: number, index: number): void {
    const slots = this.#base + index * CODE_PAGE_BYTES;
    this.#forget(slots, slots + (PAGE_SIZE << SLOT_SHIFT));
    this.#indexOf.delete(page);
    this.#pageOf[index] = -1;
    this.#listener?.pageDropped(page);
    this.#tracker.clearFlags(page, PageFlag.CODE);
  }

  /**
   * Makes slots undecoded. Their operands stay till they are decoded anew: the instruction that stored here may be one of them, and still
   * has its result to put somewhere.
   */
  #forget(from: number, to: number): void {
    const { u8 } = this.#memory;
    for (let slot = from; slot < to; slot += SLOT_BYTES) {
      u8[slot] = 0;
      u8[slot + 1] = 0;
    }
  }

  /** Gives a slot the handler for its instruction and the next, if there is one. */
  #join(slot: number, next: number): void {
    const { i32 } = this.#memory;
    const first = i32[slot >>> 2] ?? 0;
    const handler = this.#module.pair(first & HANDLER_MASK, (i32[next >>> 2] ?? 0) & HANDLER_MASK);
    if (handler !== 0) i32[slot >>> 2] = (first & ~HANDLER_MASK) | handler;
  }

  #isWritten(slot: number): boolean {
    return ((this.#memory.i32[slot >>> 2] ?? 0) & HANDLER_MASK) !== HANDLER_UNDECODED;
  }

  #halfword(at: number): number {
    const { u8 } = this.#memory;
    return (u8[at] ?? 0) | ((u8[at + 1] ?? 0) << 8);
  }

  #write(slot: number, offset: number, bits: number, pageSize = PAGE_SIZE): number {
    const template = this.#templates.find(bits);
    if (template < 0) return this.#writeSpecial(slot, HANDLER_ILLEGAL);
    return this.#templates.write(template, this.#memory.i32, slot >>> 2, offset, pageSize);
  }

  #writeSpecial(slot: number, handler: number): number {
    this.#memory.i32[slot >>> 2] = handler;
    return 0;
  }
}
