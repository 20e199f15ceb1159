import type { GuestPhysical, HostOffset } from '@reprise/bits';

const ENTRIES = 1024;
const MULTIPLIER = 0x9e37_79b1; // 2^32 over the golden ratio
const NO_ORIGIN = -1;

/**
 * The page tables of one level, by what they map and from where they were reached: what saves a walk the levels above. Whoever has one
 * forgets it when an entry on the way to any of them may have changed.
 */
export class TableCache {
  /** Bits of an address below those that say which table of the level it is. */
  readonly #shift: number;
  /** What the high half counts in such tables. */
  readonly #ofHigh: number;
  readonly #origins = new Float64Array(ENTRIES).fill(NO_ORIGIN);
  readonly #ranges = new Float64Array(ENTRIES);
  readonly #tables = new Float64Array(ENTRIES);
  readonly #offsets = new Float64Array(ENTRIES);
  #isEmpty = true;
  /** What the latest `find` found: the table's physical address, and where it is in host memory. */
  table: GuestPhysical = 0;
  offset: HostOffset = 0;

  /** `level` of the tables: 0 is the last, and maps 2 MiB. At most 1. */
  constructor(level: 0 | 1) {
    this.#shift = 21 + level * 9;
    this.#ofHigh = 2 ** (32 - this.#shift);
  }

  /** `origin` tells apart what is walked from: the first table, how many levels there are, and for whom. At most 2^53 - 1. */
  find(origin: number, high: number, low: number): boolean {
    const range = this.#rangeOf(high, low);
    const at = this.#placeOf(origin, range);
    if (this.#origins[at] !== origin || this.#ranges[at] !== range) return false;
    this.table = this.#tables[at] ?? 0;
    this.offset = this.#offsets[at] ?? 0;
    return true;
  }

  add(origin: number, high: number, low: number, table: GuestPhysical, offset: HostOffset): void {
    const range = this.#rangeOf(high, low);
    const at = this.#placeOf(origin, range);
    this.#isEmpty = false;
    this.#origins[at] = origin;
    this.#ranges[at] = range;
    this.#tables[at] = table;
    this.#offsets[at] = offset;
  }

  forget(): void {
    if (this.#isEmpty) return;
    this.#origins.fill(NO_ORIGIN);
    this.#isEmpty = true;
  }

  #rangeOf(high: number, low: number): number {
    return high * this.#ofHigh + (low >>> this.#shift);
  }

  #placeOf(origin: number, range: number): number {
    return (Math.imul((range ^ origin) | 0, MULTIPLIER) >>> 0) % ENTRIES;
  }
}
