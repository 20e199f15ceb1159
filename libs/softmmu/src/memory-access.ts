import { PAGE_SHIFT, PAGE_SIZE, PageFlag, type AddressSpace, type HostMemory, type PageTracker } from '@reprise/memory';
import {
  AccessKind,
  accessFault,
  hartWords,
  misaligned,
  PageWalker,
  pageFault,
  Permission,
  raiseException,
  translateData,
  translateFetch,
  Translation,
  type Hart,
} from '@reprise/riscv';
import { AccessFlag } from './access-kind.ts';
import { TLB_READ, TLB_WRITE, TOLD } from './layout.ts';
import type { Softmmu } from './softmmu.ts';

/** Somebody who may hold accesses; pages that it watches are never entered in a TLB, so that all of them come by here. */
export interface AccessObserver {
  watchesPage(high: number, low: number): boolean;
  /** Is it about this access? */
  wants(high: number, low: number, bytes: number, isWrite: boolean): boolean;
  /** Such an access is about to be made, and will not trap. True: not now, and the hart stays before the instruction. */
  holds(hart: Hart, high: number, low: number, bytes: number, isWrite: boolean): boolean;
}

const NOT_MAPPED = -1;
const NOT_EXECUTABLE = -2;

const ARGUMENT = hartWords.ARGUMENTS;
const VALUE = hartWords.ARGUMENTS + 2;

/**
 * Loads, stores and fetches as the architecture has them, one after the other: what a TLB hit is a short cut for. Operands are in the
 * hart's argument cells: the address in 0, a store's value in 1, and a load's result comes to 0. Every method returns 0 when it is done and
 * 1 when the instruction was not: it trapped, and pc is the trap handler's; or it is held, and pc is its own.
 */
export class MemoryAccess {
  /** Off for the reference evaluator, which has no TLB, and walks from the root each time. */
  readonly #fillsTlb: boolean;
  readonly #memory: HostMemory;
  readonly #space: AddressSpace;
  readonly #tracker: PageTracker;
  readonly #softmmu: Softmmu;
  readonly #walker: PageWalker;
  readonly #view: DataView;
  #observer: AccessObserver | undefined;

  constructor(memory: HostMemory, space: AddressSpace, tracker: PageTracker, softmmu: Softmmu, fillsTlb: boolean) {
    this.#memory = memory;
    this.#space = space;
    this.#tracker = tracker;
    this.#softmmu = softmmu;
    this.#walker = fillsTlb ? softmmu.walker : new PageWalker(memory, softmmu);
    this.#fillsTlb = fillsTlb;
    this.#view = new DataView(memory.memory.buffer);
  }

  /** Only one at a time; the TLBs must be flushed when it changes what it watches. */
  setObserver(observer: AccessObserver | undefined): void {
    this.#observer = observer;
  }

  load(hart: Hart, kind: number): 0 | 1 {
    const high = hart.high(ARGUMENT);
    const low = hart.low(ARGUMENT);
    const bytes = 1 << (kind & 3);
    const access = (kind & AccessFlag.MODIFY) === 0 ? AccessKind.READ : AccessKind.WRITE;
    if ((kind & AccessFlag.ALIGNED) !== 0 && (low & (bytes - 1)) !== 0) return raiseException(hart, misaligned[access], high, low);
    if (this.#isHeld(hart, high, low, bytes, access, false)) return 1;
    if ((low & (PAGE_SIZE - 1)) + bytes > PAGE_SIZE) return this.#loadAcross(hart, high, low, bytes, kind, access);
    const told = access === AccessKind.WRITE ? this.#hit(hart, high, low, TLB_WRITE, TOLD) : -1;
    if (told >= 0) {
      this.#loadHost(hart, told, kind);
      return 0;
    }
    const physical = this.#translate(hart, high, low, bytes, access);
    if (physical < 0) return 1;
    const host = this.#space.hostOffset(physical, bytes, false);
    if (host >= 0) {
      this.#install(hart, high, low, host, access);
      this.#loadHost(hart, host, kind);
    } else if (!this.#loadDevice(hart, physical, high, low, kind, access)) return 1;
    return 0;
  }

  store(hart: Hart, kind: number): 0 | 1 {
    const high = hart.high(ARGUMENT);
    const low = hart.low(ARGUMENT);
    const bytes = 1 << (kind & 3);
    if ((kind & AccessFlag.ALIGNED) !== 0 && (low & (bytes - 1)) !== 0) return raiseException(hart, misaligned[AccessKind.WRITE], high, low);
    if (this.#isHeld(hart, high, low, bytes, AccessKind.WRITE, true)) return 1;
    if ((low & (PAGE_SIZE - 1)) + bytes > PAGE_SIZE) return this.#storeAcross(hart, high, low, bytes);
    const told = this.#hit(hart, high, low, TLB_WRITE, TOLD);
    if (told >= 0) {
      if (this.#isChange(hart, told, bytes)) {
        this.#tracker.beforeWrite(told, bytes);
        this.#softmmu.freeWrites(hart, high, low, told);
        this.#storeHost(hart, told, bytes);
      }
      return 0;
    }
    const physical = this.#translate(hart, high, low, bytes, AccessKind.WRITE);
    if (physical < 0) return 1;
    const host = this.#space.hostOffset(physical, bytes, true);
    if (host >= 0) {
      const isChange = this.#isChange(hart, host, bytes);
      // what is changed in a page table may be the very translation that led there: it must not come back after it was dropped
      const isStale = isChange && (this.#tracker.flags(host >>> PAGE_SHIFT) & PageFlag.PT) !== 0;
      if (isChange) this.#tracker.beforeWrite(host, bytes);
      if (!isStale) this.#install(hart, high, low, host, AccessKind.WRITE);
      if (isChange) this.#storeHost(hart, host, bytes);
    } else if (!this.#storeDevice(hart, physical, high, low, bytes)) return 1;
    return 0;
  }

  /** Makes the page of the hart's pc ready to be executed from. 2: the PMP splits the page, so its instructions must be fetched one by one. */
  fetch(hart: Hart): 0 | 1 | 2 {
    const high = hart.high(hartWords.PC);
    const low = hart.low(hartWords.PC);
    const host = this.#fetchAt(hart, high, low);
    if (host < 0) return 1;
    if (!this.#walker.isUniform) return 2;
    this.#softmmu.installCode(hart, high, low, host - (low & (PAGE_SIZE - 1)));
    return 0;
  }

  /** Reads the instruction at the hart's pc, without its page being taken in: its bits, of which a 16-bit one has no others; -1 = trapped. */
  fetchInstruction(hart: Hart): bigint {
    const high = hart.high(hartWords.PC);
    const low = hart.low(hartWords.PC);
    const first = this.#fetchAt(hart, high, low);
    if (first < 0) return -1n;
    const bits = this.#view.getUint16(first, true);
    if ((bits & 3) !== 3) return BigInt(bits);
    const nextLow = (low + 2) | 0;
    const second = this.#fetchAt(hart, nextLow === 0 ? high + 1 : high, nextLow);
    if (second < 0) return -1n;
    return BigInt(bits | (this.#view.getUint16(second, true) << 16)) & 0xffff_ffffn;
  }

  /** The bits of the instruction at the hart's pc, which has been fetched already; 0 where that is no longer possible. Nothing is raised. */
  instructionBits(hart: Hart): number {
    const high = hart.high(hartWords.PC);
    const low = hart.low(hartWords.PC);
    const first = this.#locateFetch(hart, high, low);
    if (first < 0) return 0;
    const bits = this.#view.getUint16(first, true);
    if ((bits & 3) !== 3) return bits;
    const nextLow = (low + 2) | 0;
    const second = this.#locateFetch(hart, nextLow === 0 ? high + 1 : high, nextLow);
    return second < 0 ? 0 : bits | (this.#view.getUint16(second, true) << 16);
  }

  /** What the hart would see at a virtual address now, without any effect but A bits; undefined where nothing can be read. For debuggers. */
  probeLoad(hart: Hart, high: number, low: number): Translation {
    return translateData(this.#walker, hart, high, low, 1, AccessKind.READ);
  }

  /** CBO.ZERO: 64 zero bytes at an address aligned to as many. */
  zeroBlock(hart: Hart, high: number, low: number): 0 | 1 {
    if (this.#isHeld(hart, high, low, 64, AccessKind.WRITE, true)) return 1;
    const physical = this.#translate(hart, high, low, 64, AccessKind.WRITE);
    if (physical < 0) return 1;
    const host = this.#space.hostOffset(physical, 64, true);
    if (host < 0) return raiseException(hart, accessFault[AccessKind.WRITE], high, low);
    this.#tracker.beforeWrite(host, 64);
    this.#memory.u8.fill(0, host, host + 64);
    return 0;
  }

  /** Does somebody hold the access that is about to be made? What will trap is none. */
  #isHeld(hart: Hart, high: number, low: number, bytes: number, access: AccessKind, isWrite: boolean): boolean {
    const observer = this.#observer;
    if (!observer?.wants(high, low, bytes, isWrite)) return false;
    return this.#willTranslate(hart, high, low, bytes, access) && observer.holds(hart, high, low, bytes, isWrite);
  }

  #willTranslate(hart: Hart, high: number, low: number, bytes: number, access: AccessKind): boolean {
    const walker = this.#walker;
    const here = Math.min(bytes, PAGE_SIZE - (low & (PAGE_SIZE - 1)));
    if (walker.foretell(() => translateData(walker, hart, high, low, here, access)) !== Translation.OK) return false;
    const nextLow = (low + here) | 0;
    return here === bytes || this.#willTranslate(hart, nextLow === 0 ? (high + 1) | 0 : high, nextLow, bytes - here, access);
  }

  /** Where the two bytes of code at a virtual address are in host memory; -1 after a trap. */
  #fetchAt(hart: Hart, high: number, low: number): number {
    const host = this.#locateFetch(hart, high, low);
    if (host >= 0) return host;
    raiseException(hart, (host === NOT_MAPPED ? pageFault : accessFault)[AccessKind.FETCH], high, low);
    return -1;
  }

  /** The same, or NOT_MAPPED or NOT_EXECUTABLE: code runs from RAM and ROM only. */
  #locateFetch(hart: Hart, high: number, low: number): number {
    const walker = this.#walker;
    const status = translateFetch(walker, hart, high, low, 2);
    if (status === Translation.PAGE_FAULT) return NOT_MAPPED;
    if (status === Translation.ACCESS_FAULT) return NOT_EXECUTABLE;
    const host = this.#space.hostOffset(walker.physical, 2, false);
    return host < 0 ? NOT_EXECUTABLE : host;
  }

  /** Where a page that the TLB knows has the address in host memory; -1 if it does not know it. Pages that are watched are never known. */
  #hit(hart: Hart, high: number, low: number, tag: number, told = 0): number {
    return this.#fillsTlb ? this.#softmmu.hit(hart, high, low, tag, told) : -1;
  }

  /** The physical address, or -1 after a trap. */
  #translate(hart: Hart, high: number, low: number, bytes: number, access: AccessKind): number {
    const walker = this.#walker;
    const status = translateData(walker, hart, high, low, bytes, access);
    if (status === Translation.OK) return walker.physical;
    raiseException(hart, (status === Translation.PAGE_FAULT ? pageFault : accessFault)[access], high, low);
    return -1;
  }

  /** Enters the page that was just translated in the TLB, if it is RAM as a whole and nobody watches it. */
  #install(hart: Hart, high: number, low: number, host: number, access: AccessKind): void {
    if (!this.#fillsTlb) return;
    const walker = this.#walker;
    if (!walker.isUniform || this.#observer?.watchesPage(high, low)) return;
    const within = low & (PAGE_SIZE - 1);
    const page = walker.physical - within;
    if (this.#space.hostOffset(page, PAGE_SIZE, access === AccessKind.WRITE) < 0) return;
    const { permissions } = walker;
    const writable = (permissions & Permission.WRITE) !== 0 && this.#space.hostOffset(page, PAGE_SIZE, true) >= 0;
    this.#softmmu.installData(hart, high, low, host - within, (permissions & Permission.READ) !== 0, writable);
  }

  #loadHost(hart: Hart, host: number, kind: number): void {
    const signed = (kind & AccessFlag.SIGNED) !== 0;
    switch (kind & 3) {
      case 0:
        return this.#result(hart, signed ? this.#view.getInt8(host) : this.#view.getUint8(host));
      case 1:
        return this.#result(hart, signed ? this.#view.getInt16(host, true) : this.#view.getUint16(host, true));
      case 2:
        return this.#word(hart, this.#view.getInt32(host, true), signed);
      default:
        hart.setPair(ARGUMENT, this.#view.getInt32(host + 4, true), this.#view.getInt32(host, true));
    }
  }

  /** A value of at most 16 bits. */
  #result(hart: Hart, value: number): void {
    hart.setPair(ARGUMENT, value < 0 ? -1 : 0, value);
  }

  #word(hart: Hart, value: number, signed: boolean): void {
    hart.setPair(ARGUMENT, signed && value < 0 ? -1 : 0, value);
  }

  /**
   * Does a store change what something may be derived from? A kernel clears a first table that is empty, and copies its own half to where it still is: of 500 stores
   * for a new process there may be none that does. (The interpreter asks itself before it comes here: see its `emitStore`.)
   */
  #isChange(hart: Hart, host: number, bytes: number): boolean {
    const flags = this.#tracker.flags(host >>> PAGE_SHIFT);
    if ((flags & (PageFlag.CODE | PageFlag.PT)) === 0 || (flags & (PageFlag.ABSENT | PageFlag.CLEAN)) !== 0) return true;
    const value = hart.low(VALUE);
    switch (bytes) {
      case 1:
        return this.#view.getInt8(host) !== (value << 24) >> 24;
      case 2:
        return this.#view.getInt16(host, true) !== (value << 16) >> 16;
      case 4:
        return this.#view.getInt32(host, true) !== value;
      default:
        return this.#view.getInt32(host, true) !== value || this.#view.getInt32(host + 4, true) !== hart.high(VALUE);
    }
  }

  #storeHost(hart: Hart, host: number, bytes: number): void {
    const value = hart.low(VALUE);
    if (bytes === 1) this.#view.setInt8(host, value);
    else if (bytes === 2) this.#view.setInt16(host, value, true);
    else this.#view.setInt32(host, value, true);
    if (bytes === 8) this.#view.setInt32(host + 4, hart.high(VALUE), true);
  }

  #loadDevice(hart: Hart, physical: number, high: number, low: number, kind: number, access: AccessKind): boolean {
    const bytes = 1 << (kind & 3);
    let value = 0;
    let upper = 0;
    if (bytes === 8) {
      const wide = this.#space.read64(physical);
      value = Number(BigInt.asIntN(32, wide));
      upper = Number(BigInt.asIntN(32, wide >> 32n));
    } else value = this.#space.read(physical, bytes);
    if (this.#space.status !== 'ok') {
      raiseException(hart, accessFault[access], high, low);
      return false;
    }
    const signed = (kind & AccessFlag.SIGNED) !== 0;
    if (bytes === 8) hart.setPair(ARGUMENT, upper, value);
    else if (bytes === 4) this.#word(hart, value | 0, signed);
    else this.#result(hart, signed ? (value << (32 - bytes * 8)) >> (32 - bytes * 8) : value);
    return true;
  }

  #storeDevice(hart: Hart, physical: number, high: number, low: number, bytes: number): boolean {
    const value = hart.low(VALUE);
    const status =
      bytes === 8
        ? this.#space.write64(physical, (BigInt(hart.high(VALUE) >>> 0) << 32n) | BigInt(value >>> 0))
        : this.#space.write(physical, bytes === 4 ? value >>> 0 : value & ((1 << (bytes * 8)) - 1), bytes);
    if (status === 'ok') return true;
    raiseException(hart, accessFault[AccessKind.WRITE], high, low);
    return false;
  }

  /**
   * A misaligned access over two pages: both translate before a byte moves, the lower part first; the part that faults gives the address
   * (RISC-V Privileged, §3.1.16). Only RAM can be reached so.
   */
  #across(hart: Hart, high: number, low: number, bytes: number, access: AccessKind): readonly [first: number, second: number] | undefined {
    const lower = PAGE_SIZE - (low & (PAGE_SIZE - 1));
    const nextLow = (low + lower) | 0;
    const nextHigh = nextLow === 0 ? (high + 1) | 0 : high;
    const first = this.#ramAt(hart, high, low, lower, access);
    if (first < 0) return undefined;
    const second = this.#ramAt(hart, nextHigh, nextLow, bytes - lower, access);
    return second < 0 ? undefined : [first, second];
  }

  #ramAt(hart: Hart, high: number, low: number, bytes: number, access: AccessKind): number {
    const known = this.#hit(hart, high, low, access === AccessKind.READ ? TLB_READ : TLB_WRITE);
    if (known >= 0) return known;
    const physical = this.#translate(hart, high, low, bytes, access);
    if (physical < 0) return -1;
    const host = this.#space.hostOffset(physical, bytes, access === AccessKind.WRITE);
    if (host < 0) raiseException(hart, accessFault[access], high, low);
    return host;
  }

  #loadAcross(hart: Hart, high: number, low: number, bytes: number, kind: number, access: AccessKind): 0 | 1 {
    const parts = this.#across(hart, high, low, bytes, access);
    if (!parts) return 1;
    const lower = PAGE_SIZE - (low & (PAGE_SIZE - 1));
    let value = 0n;
    for (let i = bytes - 1; i >= 0; i--) {
      value = (value << 8n) | BigInt(this.#view.getUint8(i < lower ? parts[0] + i : parts[1] + i - lower));
    }
    const wide = (kind & AccessFlag.SIGNED) === 0 ? value : BigInt.asIntN(bytes * 8, value);
    hart.set('arguments', BigInt.asUintN(64, wide));
    return 0;
  }

  #storeAcross(hart: Hart, high: number, low: number, bytes: number): 0 | 1 {
    const parts = this.#across(hart, high, low, bytes, AccessKind.WRITE);
    if (!parts) return 1;
    const lower = PAGE_SIZE - (low & (PAGE_SIZE - 1));
    this.#tracker.beforeWrite(parts[0], lower);
    this.#tracker.beforeWrite(parts[1], bytes - lower);
    let value = hart.get('arguments', 1);
    for (let i = 0; i < bytes; i++) {
      this.#view.setUint8(i < lower ? parts[0] + i : parts[1] + i - lower, Number(value & 0xffn));
      value >>= 8n;
    }
    return 0;
  }
}
