/** Permission bits, as in pmpcfg and as shifted by one in a page table entry. */
export const Permission = { READ: 1, WRITE: 2, EXECUTE: 4, ALL: 7 } as const;

/** The entry's bytes are not all alike in a page: each access must be checked by itself. */
export const MIXED = -1;

const LOCK = 0x80;
const TOR = 1;
const NA4 = 2;
const NAPOT = 3;

/** pmpaddr holds bits 55..2 of an address: 54 bits, 22 of them in the high half. */
const ADDRESS_HIGH_MASK = 0x3f_ffff;
/** No physical address is as high; bounds from here on are not exact as numbers and need not be. */
const BEYOND = 2 ** 53;

/**
 * The physical memory protection of one hart, decoded (RISC-V Privileged, §3.7). Entries that are off or empty are left out,
 * so that the few in use are looked at in order of priority.
 */
export class PmpRules {
  readonly #entries: number;
  readonly #starts = new Float64Array(16);
  readonly #ends = new Float64Array(16);
  readonly #permissions = new Uint8Array(16);
  readonly #locked = new Uint8Array(16);
  #count = 0;

  constructor(entries: number) {
    this.#entries = entries;
  }

  /** Decodes pmpcfg (one byte an entry) and pmpaddr (two words an entry) at these word indexes. */
  rebuild(words: Int32Array, cfgAt: number, addrAt: number): void {
    this.#count = 0;
    let below = 0; // the TOR entry's lower bound: the address before it
    for (let entry = 0; entry < this.#entries; entry++) {
      const cfg = (words[cfgAt + (entry >> 2)] ?? 0) >>> ((entry & 3) * 8);
      const low = words[addrAt + entry * 2] ?? 0;
      const high = (words[addrAt + entry * 2 + 1] ?? 0) & ADDRESS_HIGH_MASK;
      const address = addressOf(high, low);
      const mode = (cfg >>> 3) & 3;
      if (mode === TOR) this.#add(below, address, cfg);
      else if (mode === NA4) this.#add(address, address + 4, cfg);
      else if (mode === NAPOT) this.#addPowerOfTwo(high, low, cfg);
      below = address;
    }
  }

  #addPowerOfTwo(high: number, low: number, cfg: number): void {
    // The ones from bit 0 on say the size: k of them make 2^(k+3) bytes. Adding one turns them, and the zero above, over.
    const bits = low === -1 ? 32 + trailingOnes(high) : trailingOnes(low);
    const baseHigh = bits < 32 ? high : high & ~lowMask(bits - 32);
    const baseLow = bits < 32 ? low & ~lowMask(bits) : 0;
    const start = addressOf(baseHigh, baseLow);
    this.#add(start, start + 2 ** (bits + 3), cfg);
  }

  #add(start: number, end: number, cfg: number): void {
    if (start >= end) return;
    const at = this.#count++;
    this.#starts[at] = start;
    this.#ends[at] = end;
    this.#permissions[at] = cfg & Permission.ALL;
    this.#locked[at] = cfg & LOCK;
  }

  /** May `bytes` at `address` be reached for all of `wanted` (Permission bits)? An access that matches an entry in part may not. */
  allows(address: number, bytes: number, wanted: number, isMachine: boolean): boolean {
    const end = address + bytes;
    for (let at = 0; at < this.#count; at++) {
      const start = this.#starts[at] ?? 0;
      const limit = this.#ends[at] ?? 0;
      if (address >= limit || end <= start) continue;
      if (address < start || end > limit) return false;
      return (this.#permissionsOf(at, isMachine) & wanted) === wanted;
    }
    return isMachine || this.#entries === 0;
  }

  /** What is allowed everywhere in the 4 KiB page that holds `address` (Permission bits), or MIXED. */
  page(address: number, isMachine: boolean): number {
    const first = address - (address & 0xfff); // the low bits are exact, as the address is below 2^53
    const end = first + 4096;
    for (let at = 0; at < this.#count; at++) {
      const start = this.#starts[at] ?? 0;
      const limit = this.#ends[at] ?? 0;
      if (first >= limit || end <= start) continue;
      return first < start || end > limit ? MIXED : this.#permissionsOf(at, isMachine);
    }
    return isMachine || this.#entries === 0 ? Permission.ALL : 0;
  }

  #permissionsOf(at: number, isMachine: boolean): number {
    return isMachine && this.#locked[at] === 0 ? Permission.ALL : (this.#permissions[at] ?? 0);
  }
}

const addressOf = (high: number, low: number): number => Math.min(BEYOND, high * 2 ** 34 + (low >>> 0) * 4);

const trailingOnes = (value: number): number => {
  const flipped = ~value;
  return flipped === 0 ? 32 : 31 - Math.clz32(flipped & -flipped);
};

const lowMask = (bits: number): number => (bits >= 32 ? -1 : (1 << bits) - 1);
