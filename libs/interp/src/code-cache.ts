import { isCompressed, type Decoder } from '@reprise/isa';
import { PAGE_SHIFT, PAGE_SIZE, PageFlag, type HostMemory, type PageTracker } from '@reprise/memory';
import type { HostOffset } from '@reprise/bits';
import type { TableName } from './emit-decode.ts';
import type { InterpreterModule } from './interpreter-module.ts';
import type { KeptCode } from './kept-code.ts';
import { SlotTemplates } from './slot-templates.ts';
import {
  CODE_PAGE_BYTES,
  HANDLER_BREAKPOINT,
  HANDLER_MASK,
  HANDLER_PAGE_END,
  HANDLER_UNDECODED,
  SLOT_BYTES,
  PAGE_HOST,
  PAGE_RECORD_BYTES,
  PAGE_STORES,
  RM_MASK,
  SLOT_HANDLER,
  SLOT_RM,
  SLOT_SHIFT,
  VISITED_OFTEN,
  VISITS_MASK,
  VISITS_SHIFT,
} from './slots.ts';

/** Pages of decoded code kept at a time; when they are used up all are dropped. */
const CODE_PAGES = 2048;
/** A page that is stored to this often without being decoded again is taken to hold data now. */
const STORES_UNTIL_DATA = 64;
/** Fills a slot: `emitWrite` says how. */
export type WriteSlot = (slot: HostOffset, bits: number, offset: number, pageSize: number) => number;

/** Two slots and the page end behind them, for an instruction that crosses into the next page. */
const CROSS_SLOTS = 3;
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
  /** See `emitWrite`. */
  readonly #write: WriteSlot;
  /** Where generated code (see `emitDecode`, `emitStore`) finds what it goes by. */
  readonly tables: Readonly<Record<TableName, HostOffset>>;
  /** Called when slots that a fetch tag may lead to have gone. */
  readonly #dropped: () => void;
  readonly #listener: CodeListener | undefined;
  /** Visits of a new slot, counted on from here: see VISITS_MASK. */
  readonly #firstCount: number;
  readonly #base: HostOffset;
  readonly #records: HostOffset;
  readonly #crossSlots: HostOffset;
  readonly #indexOf = new Map<number, number>();
  /** Host page numbers; -1 for those that are free. */
  readonly #pageOf: number[] = [];
  readonly #free: number[] = [];
  /** Of those that can be kept, how many ever were: memory behind them is still zero. */
  #everUsed = 0;
  /** Offsets in a page at which a breakpoint lies, on whatever page: the run loop compares the whole address. */
  #breakpoints: ReadonlySet<number> = new Set();

  constructor(memory: HostMemory, tracker: PageTracker, decoder: Decoder, module: InterpreterModule, write: WriteSlot, dropped: () => void, kept: KeptCode, compiled?: { readonly listener: CodeListener; readonly threshold: number }) {
    this.#memory = memory;
    this.#tracker = tracker;
    this.#write = write;
    this.#dropped = dropped;
    this.#listener = compiled?.listener;
    this.#firstCount = compiled ? VISITED_OFTEN - compiled.threshold : 0;
    this.#templates = new SlotTemplates(memory, decoder, module, compiled && this.#firstCount, kept);
    this.#base = memory.allocate(CODE_PAGES * CODE_PAGE_BYTES);
    this.#records = memory.allocate(CODE_PAGES * PAGE_RECORD_BYTES);
    this.#crossSlots = memory.allocate(CROSS_SLOTS * SLOT_BYTES, SLOT_BYTES);
    this.tables = { slots: this.#base, pages: this.#records, templates: this.#templates.offset, pairs: placePairs(memory, module), apart: this.#crossSlots, flags: memory.pageFlagsOffset };
    for (const after of [1, 2]) memory.i32[(this.#crossSlots + after * SLOT_BYTES) >>> 2] = HANDLER_PAGE_END;
  }

  /** Makes the template for an instruction's bits: see `SlotTemplates.fill`. */
  fill(bits: number, place: HostOffset): HostOffset {
    return this.#templates.fill(bits, place);
  }

  /** Host offset of the first slot of a page of code, which is taken in if it is new. `page` is a host page number. */
  slotsOf(page: number): number {
    const index = this.#indexOf.get(page) ?? this.#takeIn(page);
    return this.#base + index * CODE_PAGE_BYTES;
  }

  /**
   * Decodes one instruction apart from its page, with the page offset it has, and returns its slot: for one that crosses pages, and for
   * one step from a breakpoint.
   */
  decodeApart(word: number, offset: number): number {
    this.#write(this.#crossSlots, isCompressed(word) ? word & 0xffff : word, offset, 0);
    return this.#crossSlots;
  }

  /** A store of `length` bytes at host offset `offset`, all on one page, is about to happen. */
  codeWritten(offset: number, length: number): void {
    const page = offset >>> PAGE_SHIFT;
    const index = this.#indexOf.get(page);
    if (index === undefined) return;
    this.#listener?.codeWritten(offset, length);
    const slots = this.#base + index * CODE_PAGE_BYTES;
    const { i32 } = this.#memory;
    const count = this.#recordOf(index, PAGE_STORES);
    const stores = (i32[count] ?? 0) + 1;
    i32[count] = stores;
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
    this.#markBreakpoints(slots);
  }

  /** Host offset of a slot's instruction; -1 for a slot of no page. */
  offsetOf(slot: HostOffset): number {
    const index = Math.floor((slot - this.#base) / CODE_PAGE_BYTES);
    const page = this.#pageOf[index] ?? -1;
    return page < 0 ? -1 : page * PAGE_SIZE + ((slot - this.#base - index * CODE_PAGE_BYTES) >>> SLOT_SHIFT);
  }

  /** Whether the instruction at a host offset was decoded, which it is when it is first reached. */
  isDecoded(offset: number): boolean {
    const index = this.#indexOf.get(offset >>> PAGE_SHIFT);
    if (index === undefined) return false;
    return this.#isWritten(this.#base + index * CODE_PAGE_BYTES + ((offset & (PAGE_SIZE - 1)) << SLOT_SHIFT));
  }

  /** An address, of which `offset` is the host offset, is to be asked about again after so many visits, 0 .. VISITS_MASK. */
  askAfter(offset: number, visits: number): void {
    const index = this.#indexOf.get(offset >>> PAGE_SHIFT);
    if (index === undefined) return;
    this.#setCount(this.#base + index * CODE_PAGE_BYTES + ((offset & (PAGE_SIZE - 1)) << SLOT_SHIFT), VISITED_OFTEN - visits);
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
    this.#free.length = 0;
    this.#dropped();
  }

  #takeIn(page: number): number {
    if (this.#free.length === 0 && this.#pageOf.length === CODE_PAGES) this.flush();
    const index = this.#free.pop() ?? this.#pageOf.length;
    this.#pageOf[index] = page;
    this.#indexOf.set(page, index);
    const { i32 } = this.#memory;
    i32[this.#recordOf(index, PAGE_HOST)] = page * PAGE_SIZE;
    i32[this.#recordOf(index, PAGE_STORES)] = 0;
    const slots = this.#base + index * CODE_PAGE_BYTES;
    i32[(slots + (PAGE_SIZE << SLOT_SHIFT)) >>> 2] = HANDLER_PAGE_END;
    const isFresh = index >= this.#everUsed;
    if (isFresh) this.#everUsed = index + 1;
    if (this.#listener && !(isFresh && this.#firstCount === 0)) this.#startCounts(slots);
    this.#markBreakpoints(slots);
    this.#tracker.setFlags(page, PageFlag.CODE);
    return index;
  }

  #startCounts(slots: number): void {
    const end = slots + (PAGE_SIZE << SLOT_SHIFT);
    for (let slot = slots; slot < end; slot += SLOT_BYTES) this.#setCount(slot, this.#firstCount);
  }

  #setCount(slot: HostOffset, count: number): void {
    const { u8 } = this.#memory;
    const word = ((u8[slot + SLOT_RM] ?? 0) & RM_MASK) | ((count & VISITS_MASK) << VISITS_SHIFT);
    u8[slot + SLOT_RM] = word & 0xff;
    u8[slot + SLOT_RM + 1] = word >>> 8;
  }

  #drop(page: number, index: number): void {
    const slots = this.#base + index * CODE_PAGE_BYTES;
    this.#forget(slots, slots + (PAGE_SIZE << SLOT_SHIFT));
    this.#indexOf.delete(page);
    this.#pageOf[index] = -1;
    this.#free.push(index);
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

  /** Operands stay, as they do when a slot is forgotten. */
  #markBreakpoints(slots: HostOffset): void {
    const { u8 } = this.#memory;
    for (const offset of this.#breakpoints) u8[slots + (offset << SLOT_SHIFT) + SLOT_HANDLER] = HANDLER_BREAKPOINT;
  }

  /** The index in `i32` of a field of a page's record. */
  #recordOf(index: number, field: number): number {
    return (this.#records + index * PAGE_RECORD_BYTES + field) >>> 2;
  }

  #isWritten(slot: number): boolean {
    return ((this.#memory.i32[slot >>> 2] ?? 0) & HANDLER_MASK) !== HANDLER_UNDECODED;
  }
}

/**
 * Places what `emitDecode` finds handlers for two instructions by: for each handler an i32, where in the table its row is, 0 if it has none; a row has
 * for each handler that may follow an u16, the number of the one for both, 0 if there is none.
 */
function placePairs(memory: HostMemory, { handlerCount, pairs }: InterpreterModule): HostOffset {
  const firsts = [...new Set(pairs.map(({ first }) => first))];
  const rowBytes = 2 * handlerCount;
  const offset = memory.allocate(4 * handlerCount + firsts.length * rowBytes, 4);
  const { u8, i32 } = memory;
  for (const [index, first] of firsts.entries()) i32[(offset >>> 2) + first] = 4 * handlerCount + index * rowBytes;
  for (const { first, second, both } of pairs) {
    const cell = offset + (i32[(offset >>> 2) + first] ?? 0) + 2 * second;
    u8[cell] = both & 0xff;
    u8[cell + 1] = both >>> 8;
  }
  return offset;
}
