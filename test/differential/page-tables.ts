/** Page tables made at random: Sv39, Sv48 and Sv57. RISC-V Privileged, §4.3 to §4.6. */
import type { Segment } from './case.ts';
import type { Random } from './random.ts';

/** satp.MODE by the number of levels. */
export const schemes = [
  { name: 'sv39', mode: 8n, levels: 3 },
  { name: 'sv48', mode: 9n, levels: 4 },
  { name: 'sv57', mode: 10n, levels: 5 },
] as const;

export type Scheme = (typeof schemes)[number];

export const Pte = { V: 1n, R: 2n, W: 4n, X: 8n, U: 16n, G: 32n, A: 64n, D: 128n, N: 1n << 63n } as const;

const RESERVED = [1n << 54n, 1n << 60n, 1n << 61n, 1n << 62n];

/** A leaf entry that maps the physical address, with rights of any kind: mostly what user mode or supervisor mode needs, now and then reserved ones. */
export function leaf(random: Random, physical: number, isUser: boolean): bigint {
  const rights = random.pick([...Array<bigint>(6).fill(Pte.R | Pte.W), ...Array<bigint>(3).fill(Pte.R | Pte.W | Pte.X), Pte.R, Pte.R | Pte.X, Pte.X, Pte.X]);
  const accessed = random.pick([0n, Pte.A, Pte.A, Pte.A | Pte.D, Pte.A | Pte.D, Pte.D]);
  const user = random.chance(isUser ? 90 : 20) ? Pte.U : 0n;
  const global = random.chance(10) ? Pte.G : 0n;
  const good = (BigInt(physical) >> 12n << 10n) | Pte.V | rights | accessed | user | global;
  return random.way<bigint>(
    [90, () => good],
    [2, () => good & ~Pte.V],
    [1, () => (good | Pte.W) & ~Pte.R],
    [2, () => good | random.pick(RESERVED)],
    [3, () => (good & ~(0xfn << 10n)) | (8n << 10n) | Pte.N],
    [1, () => good | Pte.N],
    [2, () => good & ~(Pte.R | Pte.W | Pte.X)],
  );
}

/** Tables that grow as addresses are mapped. */
export class PageTables {
  readonly scheme: Scheme;
  readonly root: number;
  readonly #free: number[];
  /** By physical address of the table. */
  readonly #tables = new Map<number, BigUint64Array>();

  /** `pages`: physical addresses of pages for the tables, of which the first is the root. */
  constructor(scheme: Scheme, pages: readonly number[]) {
    this.scheme = scheme;
    this.#free = [...pages];
    this.root = this.#take() ?? 0;
  }

  get addresses(): readonly number[] {
    return [...this.#tables.keys()];
  }

  /** Puts an entry at a level for a virtual address, tables above it as needed. False where no page is left for one, or something is there. */
  map(address: bigint, level: number, entry: bigint): boolean {
    let table = this.root;
    for (let at = this.scheme.levels - 1; at > level; at--) {
      const entries = this.#tables.get(table);
      const index = indexOf(address, at);
      const found = entries?.[index] ?? 0n;
      if (found !== 0n && (found & (Pte.R | Pte.W | Pte.X)) !== 0n) return false;
      const next = found === 0n ? this.#take() : Number(found >> 10n) * 4096;
      if (next === undefined || !entries) return false;
      entries[index] = (BigInt(next) >> 12n << 10n) | Pte.V;
      table = next;
    }
    const entries = this.#tables.get(table);
    if (!entries || entries[indexOf(address, level)] !== 0n) return false;
    entries[indexOf(address, level)] = entry;
    return true;
  }

  /** The entry at a level for a virtual address, if there are tables down to there. */
  entry(address: bigint, level: number): bigint | undefined {
    let entries = this.#tables.get(this.root);
    for (let at = this.scheme.levels - 1; at > level; at--) entries = this.#tables.get(Number((entries?.[indexOf(address, at)] ?? 0n) >> 10n) * 4096);
    return entries?.[indexOf(address, level)];
  }

  /** Another root that leads to the same tables, but for one of its entries. */
  otherRoot(random: Random): number {
    const other = this.#take();
    if (other === undefined) return this.root;
    const entries = this.#tables.get(other);
    for (const [index, entry] of (this.#tables.get(this.root) ?? []).entries()) if (entries && (entry === 0n || random.chance(80))) entries[index] = entry;
    return other;
  }

  segments(): Segment[] {
    return [...this.#tables].map(([address, entries]) => ({ address, bytes: new Uint8Array(entries.buffer) }));
  }

  #take(): number | undefined {
    const page = this.#free.shift();
    if (page !== undefined) this.#tables.set(page, new BigUint64Array(512));
    return page;
  }
}

const indexOf = (address: bigint, level: number): number => Number((address >> BigInt(12 + level * 9)) & 0x1ffn);

/** The address with its unused top bits like the highest used one. */
export const canonical = ({ levels }: Scheme, address: bigint): bigint => BigInt.asUintN(64, BigInt.asIntN(12 + levels * 9, address));
