import type { GuestPhysical, HostOffset } from '@reprise/bits';
import { PAGE_SIZE, type HostMemory } from '@reprise/memory';
import { Privilege, type Hart } from '../hart/hart.ts';
import { SATP } from '../hart/words.ts';
import { MIXED, Permission } from '../pmp/rules.ts';
import { AccessKind } from '../trap/causes.ts';
import { LEAF, pageNumber, Pte, PteHigh } from './page-table-entry.ts';
import { TableCache } from './table-cache.ts';

/** What translation comes to; the causes are `pageFault[access]` and `accessFault[access]`. */
export const Translation = { OK: 0, PAGE_FAULT: 1, ACCESS_FAULT: 2 } as const;
export type Translation = (typeof Translation)[keyof typeof Translation];

/** How the walker reaches page tables. */
export interface PageTablePort {
  /** Where `length` bytes at a physical address are in host memory; -1 if they are no RAM (or ROM, for reading). */
  hostOffset(address: GuestPhysical, length: number, isWrite: boolean): HostOffset;
  /**
   * The valid entry there was read at `level` (0 is the last) for a virtual address, walking from the table with page number `root`: whatever is
   * derived from it must go when software stores to it.
   */
  entryRead(offset: HostOffset, level: number, high: number, low: number, root: number): void;
  /** An entry's A or D bit is about to be set there. Only permissions grow, so nothing that was derived from it goes stale. */
  beforeEntryUpdate(offset: HostOffset): void;
}

/** Addresses from here on are not exact as numbers, and never mapped. */
const BEYOND = 2 ** 53;
/** No host offset. */
const UNKNOWN = -1;
/** Sv39, Sv48 and Sv57, with room. */
const SCHEMES = 4;
const MOST_HARTS = 128;
const NAPOT_BITS = 16; // the one size that Svnapot has: 64 KiB, coded as page number bits 3..0 = 1000

/** Permission bits wanted, by AccessKind. */
const WANTED = [Permission.READ, Permission.WRITE, Permission.EXECUTE] as const;

/** What is done about A and D bits that are clear: they are set; or it is only foretold what that would come to; or they do not count. */
const Marks = { SET: 0, FORETELL: 1, IGNORE: 2 } as const;

/**
 * Address translation (RISC-V Privileged, §4.3.2 to §4.6), with the PMP's verdict. The fields hold the outcome of the latest
 * `translate`; they mean something only after it returned OK.
 */
export class PageWalker {
  /** The physical address of the byte asked for. */
  physical: GuestPhysical = 0;
  /**
   * What may be done with the whole 4 KiB page for the same privilege, SUM and MXR, as Permission bits: WRITE only once D is
   * set. PMP included if `isUniform`.
   */
  permissions = 0;
  /** Whether the PMP treats the whole 4 KiB page alike; if not, each access needs a look at `hart.pmp`. */
  isUniform = true;
  /** log2 of the size of the page that the entry maps: 12, 16 (Svnapot), 21, 30, 39 or 48; 12 without translation. */
  pageBits = 12;

  readonly #memory: HostMemory;
  readonly #port: PageTablePort;
  /** What is known of tables of the last two levels, the last first; undefined: nothing is kept from walk to walk. */
  readonly #caches: readonly [TableCache, TableCache] | undefined;
  #marks: (typeof Marks)[keyof typeof Marks] = Marks.SET;

  /** With `keepsTables`, whoever tells of `entryRead` calls `forgetTables` when software changes an entry that is not of the last level. */
  constructor(memory: HostMemory, port: PageTablePort, keepsTables = false) {
    this.#memory = memory;
    this.#port = port;
    if (keepsTables) this.#caches = [new TableCache(0), new TableCache(1)];
  }

  forgetTables(): void {
    for (const cache of this.#caches ?? []) cache.forget();
  }

  /**
   * Translates an access of `bytes` within one 4 KiB page. `privilege` is the one the access is made with: for data under MPRV,
   * mstatus.MPP. Sets A and D in the entry in RAM, or faults where they are clear (Svade).
   */
  translate(
    hart: Hart, high: number, low: number, bytes: number, access: AccessKind, privilege: number, sum: boolean, mxr: boolean,
  ): Translation {
    const mode = hart.high(SATP) >>> 28;
    this.pageBits = 12;
    if (privilege === Privilege.MACHINE || mode === 0) {
      this.physical = (high >>> 0) * 2 ** 32 + (low >>> 0);
      this.permissions = Permission.ALL;
    } else {
      const status = this.#walk(hart, high, low, mode - 8, access, privilege, sum, mxr);
      if (status !== Translation.OK) return status;
    }
    return this.#protect(hart, bytes, access, privilege);
  }

  /**
   * Finds what a debugger means by a virtual address, by default of the mode that the hart is in: in machine mode the physical one, else
   * whatever supervisor or user could load. No A bit is set, and the PMP does not count.
   */
  peek(hart: Hart, high: number, low: number, privilege: number = hart.privilege): Translation {
    const mode = hart.high(SATP) >>> 28;
    if (privilege === Privilege.MACHINE || mode === 0) {
      this.physical = (high >>> 0) * 2 ** 32 + (low >>> 0);
      return Translation.OK;
    }
    this.#marks = Marks.IGNORE;
    const status = this.#walk(hart, high, low, mode - 8, AccessKind.READ, Privilege.SUPERVISOR, true, true);
    this.#marks = Marks.SET;
    return status;
  }

  /** Has `translate` called, and nothing change. */
  foretell(translate: () => Translation): Translation {
    this.#marks = Marks.FORETELL;
    const status = translate();
    this.#marks = Marks.SET;
    return status;
  }

  #protect(hart: Hart, bytes: number, access: AccessKind, privilege: number): Translation {
    if (this.physical >= BEYOND) return Translation.ACCESS_FAULT;
    const isMachine = privilege === Privilege.MACHINE;
    const page = hart.pmp.page(this.physical, isMachine);
    this.isUniform = page !== MIXED;
    const wanted = WANTED[access];
    if (page === MIXED) {
      return hart.pmp.allows(this.physical, bytes, wanted, isMachine) ? Translation.OK : Translation.ACCESS_FAULT;
    }
    this.permissions &= page;
    return (page & wanted) !== 0 ? Translation.OK : Translation.ACCESS_FAULT;
  }

  /** `scheme`: 0 = Sv39, 1 = Sv48, 2 = Sv57. */
  #walk(
    hart: Hart, high: number, low: number, scheme: number, access: AccessKind, privilege: number, sum: boolean, mxr: boolean,
  ): Translation {
    const unused = 25 - scheme * 9; // bits of the high half above the address, which must repeat its top bit
    if ((high << unused) >> unused !== high) return Translation.PAGE_FAULT;
    const root = (hart.high(SATP) & 0xfff) * 2 ** 32 + (hart.low(SATP) >>> 0);
    const origin = (root * SCHEMES + scheme) * MOST_HARTS + hart.index; // each hart has its own PMP
    let table = root * PAGE_SIZE;
    let tableOffset = UNKNOWN;
    let level = scheme + 2;
    for (let kept = 0; this.#caches && kept < this.#caches.length; kept++) {
      const cache = this.#caches[kept];
      if (!cache?.find(origin, high, low)) continue;
      level = kept;
      table = cache.table;
      tableOffset = cache.offset;
      break;
    }
    for (; level >= 0; level--) {
      const index = indexAt(high, low, level) * 8;
      const address = table + index;
      const offset = tableOffset === UNKNOWN ? this.#entryAt(hart, address, Permission.READ) : tableOffset + index;
      if (offset < 0) return Translation.ACCESS_FAULT;
      const words = this.#memory.i32;
      const entryLow = words[offset >>> 2] ?? 0;
      const entryHigh = words[(offset >>> 2) + 1] ?? 0;
      if ((entryLow & Pte.VALID) === 0 || (entryHigh & PteHigh.RESERVED) !== 0) return Translation.PAGE_FAULT;
      this.#port.entryRead(offset, level, high, low, root);
      if ((entryLow & LEAF) !== 0) {
        const permissions = permissionsOf(entryLow, privilege, sum, mxr);
        if ((permissions & WANTED[access]) === 0) return Translation.PAGE_FAULT;
        if (!this.#place(hart, high, low, entryHigh, entryLow, level)) return Translation.PAGE_FAULT;
        return this.#mark(hart, address, offset, entryLow, access, permissions);
      }
      if ((entryLow & (Pte.DIRTY | Pte.ACCESSED | Pte.USER)) !== 0 || entryHigh < 0) return Translation.PAGE_FAULT;
      table = pageNumber(entryHigh, entryLow) * PAGE_SIZE;
      tableOffset = this.#keepTable(hart, table, level - 1, origin, high, low);
    }
    return Translation.PAGE_FAULT; // a pointer at the last level
  }

  /** Keeps a table that a walk came to at a level, if it can be read as a whole. Returns where it is in host memory, or UNKNOWN. */
  #keepTable(hart: Hart, table: GuestPhysical, level: number, origin: number, high: number, low: number): HostOffset {
    const cache = this.#caches?.[level];
    if (!cache) return UNKNOWN;
    const offset = this.tableAt(hart, table);
    if (offset !== UNKNOWN) cache.add(origin, high, low, table, offset);
    return offset;
  }

  /** Where a page table is in host memory; -1 where the PMP or the memory map does not let the walker read all of it. */
  tableAt(hart: Hart, table: GuestPhysical): HostOffset {
    if (table >= BEYOND) return UNKNOWN;
    const protection = hart.pmp.page(table, false);
    if (protection === MIXED || (protection & Permission.READ) === 0) return UNKNOWN;
    return this.#port.hostOffset(table, PAGE_SIZE, false);
  }

  /** Where a page table entry is in host memory; -1 where the PMP or the memory map does not let the walker. */
  #entryAt(hart: Hart, address: GuestPhysical, wanted: number): HostOffset {
    if (address >= BEYOND || !hart.pmp.allows(address, 8, wanted, false)) return -1;
    return this.#port.hostOffset(address, 8, wanted !== Permission.READ);
  }

  /** Sets `physical` from a leaf; false if the leaf is malformed: a misaligned superpage or a bad Svnapot size. */
  #place(hart: Hart, high: number, low: number, entryHigh: number, entryLow: number, level: number): boolean {
    const number = pageNumber(entryHigh, entryLow);
    let bits = 12 + level * 9;
    let frame = number;
    if (entryHigh < 0) {
      if (!hart.configuration.extensions.svnapot || level !== 0 || (entryLow & 0x3c00) !== 0x2000) return false;
      bits = NAPOT_BITS;
      frame = number - 8;
    }
    if (level > 0 && !isAlignedFrame(frame, level)) return false;
    this.pageBits = bits;
    this.physical = frame * 4096 + offsetInPage(high, low, bits);
    return true;
  }

  /** Sets A, and D for a store, if they are clear. */
  #mark(hart: Hart, address: GuestPhysical, offset: HostOffset, entry: number, access: AccessKind, permissions: number): Translation {
    const wanted = access === AccessKind.WRITE ? Pte.ACCESSED | Pte.DIRTY : Pte.ACCESSED;
    const marked = entry | wanted;
    if (marked !== entry && this.#marks !== Marks.IGNORE) {
      if (hart.configuration.extensions.svade) return Translation.PAGE_FAULT;
      if (this.#entryAt(hart, address, Permission.READ | Permission.WRITE) < 0) return Translation.ACCESS_FAULT;
      if (this.#marks === Marks.SET) {
        this.#port.beforeEntryUpdate(offset);
        this.#memory.i32[offset >>> 2] = marked;
      }
    }
    this.permissions = (marked & Pte.DIRTY) !== 0 ? permissions : permissions & ~Permission.WRITE;
    return Translation.OK;
  }
}

/** The nine bits of a virtual address that index the table at a level. */
function indexAt(high: number, low: number, level: number): number {
  switch (level) {
    case 0: return (low >>> 12) & 0x1ff;
    case 1: return (low >>> 21) & 0x1ff;
    case 2: return ((high << 2) | (low >>> 30)) & 0x1ff;
    case 3: return (high >>> 7) & 0x1ff;
    default: return (high >>> 16) & 0x1ff;
  }
}

/** Whether a superpage's page number ends in nine zeros for each level below. */
const isAlignedFrame = (frame: number, level: number): boolean =>
  level < 4 ? (frame & ((1 << (level * 9)) - 1)) === 0 : frame % 2 ** 36 === 0;

/** The low `bits` of a virtual address. */
const offsetInPage = (high: number, low: number, bits: number): number =>
  bits < 32 ? low & ((1 << bits) - 1) : (high & ((1 << (bits - 32)) - 1)) * 2 ** 32 + (low >>> 0);

/** What a leaf lets `privilege` do (§4.3.1): nothing where W comes without R, which is reserved. */
function permissionsOf(entry: number, privilege: number, sum: boolean, mxr: boolean): number {
  if ((entry & (Pte.READ | Pte.WRITE)) === Pte.WRITE) return 0;
  let permissions = (entry & LEAF) >>> 1;
  if (mxr && (permissions & Permission.EXECUTE) !== 0) permissions |= Permission.READ;
  const isUserPage = (entry & Pte.USER) !== 0;
  if (privilege === Privilege.USER) return isUserPage ? permissions : 0;
  if (!isUserPage) return permissions;
  return sum ? permissions & ~Permission.EXECUTE : 0;
}
