/** A random address space around a program: what is mapped where, and the tables that say so. */
import type { Segment } from './case.ts';
import { RAM_BASE } from './machine.ts';
import { canonical, leaf, PageTables, Pte, schemes, type Scheme } from './page-tables.ts';
import type { Random } from './random.ts';
import { FIRST_DATA_PAGE } from './values.ts';

const page = (number: number): number => RAM_BASE + number * 4096;

const FIRST_TABLE = 18;
const TABLE_PAGES = Array.from({ length: 20 }, (_, i) => page(FIRST_TABLE + i));
const dataPageAddress = (random: Random): number => page(random.between(FIRST_DATA_PAGE, FIRST_TABLE - 1));

export interface AddressSpace {
  readonly scheme: Scheme;
  /** satp of two address spaces that share most of their tables. */
  readonly satps: readonly bigint[];
  /** Virtual address of the code's first page. */
  readonly code: bigint;
  /** Virtual address of the page of handlers. */
  readonly handlers: bigint;
  /** Virtual pages that data accesses go to: mapped, well or badly. */
  readonly data: readonly bigint[];
  /** Virtual pages at which the tables themselves are data. */
  readonly tables: readonly bigint[];
  readonly segments: readonly Segment[];
}

/** Virtual addresses lie in a few regions of each size, so that they share tables, and TLB entries. */
function regions(random: Random, scheme: Scheme): () => bigint {
  const equalToPhysical = (random.u64() & ~0xffff_ffff_ffffn) + BigInt(RAM_BASE); // in all bits that a superpage hands down
  const upper = [random.u64() & ~0x3fff_ffffn, random.u64() & ~0x3fff_ffffn, equalToPhysical].map((address) => canonical(scheme, address));
  const middle = [0n, BigInt(random.below(512)) << 21n];
  const lower = [0n, 1n, 5n, 511n].map((index) => index << 12n);
  return () => random.pick(upper) + random.pick(middle) + (random.chance(70) ? random.pick(lower) : BigInt(random.below(512)) << 12n);
}

const codeEntry = (random: Random, physical: number, user: boolean): bigint => {
  const good = (BigInt(physical) >> 12n << 10n) | Pte.V | Pte.X | (user ? Pte.U : 0n) | random.pick([Pte.A, 0n, Pte.A | Pte.D]);
  return random.way([94, () => good | (random.chance(50) ? Pte.R | Pte.W : Pte.R)], [3, () => good], [3, () => leaf(random, physical, user)]);
};

/** `codePage`: the physical page where the code begins; `isUser`: whether user mode executes it. */
export function addressSpace(random: Random, codePage: number, isUser: boolean): AddressSpace {
  const scheme = random.pick(schemes);
  const tables = new PageTables(scheme, TABLE_PAGES);
  const somewhere = regions(random, scheme);
  const code = somewhere();
  for (const [index, physical] of [codePage, codePage + 4096, codePage + 8192].entries()) {
    tables.map(code + BigInt(index * 4096), 0, codeEntry(random, random.chance(95) ? physical : dataPageAddress(random), isUser));
  }
  const handlers = somewhere();
  tables.map(handlers, 0, codeEntry(random, page(0), false));
  const data = Array.from({ length: 12 }, () => somewhere()).filter((address) => mapData(random, tables, address, codePage, isUser) || random.chance(10));
  const tableViews = Array.from({ length: 3 }, () => somewhere());
  for (const address of tableViews) tables.map(address, 0, (BigInt(random.pick(tables.addresses)) >> 12n << 10n) | Pte.V | Pte.R | Pte.W | Pte.A | Pte.D | (isUser ? Pte.U : 0n));
  const roots = [tables.root, tables.otherRoot(random)];
  return {
    scheme,
    satps: roots.map((root) => (scheme.mode << 60n) | (BigInt(random.below(4)) << 44n) | (BigInt(root) >> 12n)),
    code, handlers, tables: tableViews,
    data: [...data, code],
    segments: tables.segments(),
  };
}

/** A page of data, of code, of a table, or a superpage over all of RAM; false if it was not to be done. */
function mapData(random: Random, tables: PageTables, address: bigint, codePage: number, isUser: boolean): boolean {
  const physical = random.way(
    [70, () => dataPageAddress(random)],
    [12, () => codePage],
    [8, () => random.pick(tables.addresses)],
    [5, () => page(0)],
    [5, () => 0x1000_0000], // the device
  );
  if (random.chance(85)) return tables.map(address, 0, leaf(random, physical, isUser));
  const level = random.between(1, tables.scheme.levels - 1);
  return tables.map(address, level, leaf(random, random.chance(10) ? physical : level < 3 ? RAM_BASE : 0, isUser));
}
