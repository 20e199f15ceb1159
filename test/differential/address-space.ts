/** A random address space around a program: what is mapped where, and the tables that say so. */
import type { Segment } from './case.ts';
import { canonical, leaf, PageTables, Pte, schemes, type Scheme } from './page-tables.ts';
import type { Random } from './random.ts';

/** Physical pages that an address space is made of. */
export interface Terrain {
  /** Code, in the order of its virtual addresses. */
  readonly code: readonly number[];
  /** The page of the supervisor's trap handler. */
  readonly handlers: number;
  readonly data: readonly number[];
  /** Others that may be mapped too. */
  readonly others: readonly number[];
  /** Where tables may be. */
  readonly tables: readonly number[];
  /** What superpages are to show: an address with the alignment of a 1 GiB page. */
  readonly ram: number;
}

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

const SUPERPAGE = 1n << 21n;

/** Virtual addresses lie in a few regions of each size, so that they share tables, and TLB entries. */
function regions(random: Random, scheme: Scheme, ram: number): () => bigint {
  const equalToPhysical = (random.u64() & ~0xffff_ffff_ffffn) + BigInt(ram); // in all bits that a superpage hands down
  const upper = [random.u64() & ~0x3fff_ffffn, random.u64() & ~0x3fff_ffffn, equalToPhysical].map((address) => canonical(scheme, address));
  const middle = [0n, BigInt(random.below(512)) * SUPERPAGE];
  const lower = [0n, 1n, 5n, 511n].map((index) => index << 12n);
  return () => random.pick(upper) + random.pick(middle) + (random.chance(70) ? random.pick(lower) : BigInt(random.below(512)) << 12n);
}

const codeEntry = (random: Random, physical: number, user: boolean): bigint => {
  const good = (BigInt(physical) >> 12n << 10n) | Pte.V | Pte.X | (user ? Pte.U : 0n) | random.pick([Pte.A, 0n, Pte.A | Pte.D]);
  return random.way([94, () => good | (random.chance(50) ? Pte.R | Pte.W : Pte.R)], [3, () => good], [3, () => leaf(random, physical, user)]);
};

/** `isUser`: whether user mode executes the code. */
export function addressSpace(random: Random, terrain: Terrain, isUser: boolean): AddressSpace {
  const scheme = random.pick(schemes);
  const tables = new PageTables(scheme, terrain.tables);
  const somewhere = regions(random, scheme, terrain.ram);
  const code = somewhere();
  for (const [index, physical] of terrain.code.entries()) {
    tables.map(code + BigInt(index * 4096), 0, codeEntry(random, random.chance(95) ? physical : random.pick(terrain.data), isUser));
  }
  const handlers = mapHandlers(tables, terrain, [somewhere(), somewhere(), ...Array.from({ length: 512 }, (_, i) => code - (code % SUPERPAGE) + BigInt(i * 4096))]);
  const data = Array.from({ length: 12 }, () => somewhere()).filter((address) => mapData(random, terrain, tables, address, isUser) || random.chance(10));
  const views = Array.from({ length: 3 }, () => somewhere());
  for (const address of views) tables.map(address, 0, tableView(random, tables, isUser));
  const aliases = random.chance(40) ? sharedTable(random, tables, data, somewhere()) : [];
  const roots = [tables.root, tables.otherRoot(random)];
  return {
    scheme,
    satps: roots.map((root) => (scheme.mode << 60n) | (BigInt(random.below(4)) << 44n) | (BigInt(root) >> 12n)),
    code, handlers,
    data: [...data, ...aliases, code],
    tables: views,
    segments: tables.segments(),
  };
}

/** Maps the page of handlers at the first of some addresses where there is room, and returns that. */
function mapHandlers(tables: PageTables, terrain: Terrain, addresses: readonly bigint[]): bigint {
  const entry = (BigInt(terrain.handlers) >> 12n << 10n) | Pte.V | Pte.R | Pte.X | Pte.A;
  const address = addresses.find((candidate) => tables.map(candidate, 0, entry));
  if (address === undefined) throw new Error('there is no room for handlers');
  return address;
}

/** A page of data, code or tables, or a superpage; false if there was no room for it. */
function mapData(random: Random, terrain: Terrain, tables: PageTables, address: bigint, isUser: boolean): boolean {
  const physical = random.way(
    [60, () => random.pick(terrain.data)],
    [20, () => random.pick(terrain.code)],
    [10, () => random.pick(tables.addresses)],
    [10, () => random.pick([terrain.handlers, ...terrain.others])],
  );
  if (random.chance(85)) return tables.map(address, 0, leaf(random, physical, isUser));
  const level = random.between(1, tables.scheme.levels - 1);
  return tables.map(address, level, leaf(random, random.chance(10) ? physical : level < 3 ? terrain.ram : 0, isUser));
}

function tableView(random: Random, tables: PageTables, isUser: boolean): bigint {
  const rights = Pte.R | Pte.W | Pte.A | Pte.D | (random.chance(30) ? Pte.X : 0n) | (isUser ? Pte.U : 0n);
  return (BigInt(random.pick(tables.addresses)) >> 12n << 10n) | Pte.V | rights;
}

/** Lets the table of the lowest level that maps some data address map those around another address as well. */
function sharedTable(random: Random, tables: PageTables, data: readonly bigint[], other: bigint): bigint[] {
  const of = random.pick(data.length > 0 ? data : [other]);
  const entry = tables.entry(of, 1);
  if (entry === undefined || (entry & (Pte.V | Pte.R | Pte.W | Pte.X)) !== Pte.V || !tables.map(other, 1, entry)) return [];
  const isBeside = (address: bigint): boolean => address / SUPERPAGE === of / SUPERPAGE;
  return data.filter(isBeside).map((address) => other - (other % SUPERPAGE) + (address % SUPERPAGE));
}
