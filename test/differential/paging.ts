/** Random cases under address translation, whose programs also change the page tables, satp and the bits that translation depends on. */
import { csrByName, Mstatus } from '@reprise/riscv';
import { addressSpace, type AddressSpace, type Terrain } from './address-space.ts';
import { addressesOf, type Case, type HartImage, type Item } from './case.ts';
import { handlers, SUPERVISOR_HANDLER } from './handlers.ts';
import { hartImage } from './hart-images.ts';
import { instructionOf, natureOf, withTargets } from './instructions.ts';
import { item } from './items.ts';
import { DEVICE, RAM_BASE } from './machine.ts';
import { leaf } from './page-tables.ts';
import { Random } from './random.ts';
import { POINTERS, TARGETS } from './roles.ts';
import { allRows, tables } from './tables.ts';
import { FIRST_DATA_PAGE, integer, LAST_DATA_PAGE, pointer } from './values.ts';

const pages = (first: number, last: number): number[] => Array.from({ length: last - first + 1 }, (_, i) => RAM_BASE + (first + i) * 4096);

const FIRST_TABLE_PAGE = 18;
const terrain: Terrain = {
  handlers: RAM_BASE,
  code: pages(1, 3),
  data: pages(FIRST_DATA_PAGE, LAST_DATA_PAGE),
  tables: pages(FIRST_TABLE_PAGE, 37),
  others: [DEVICE],
  ram: RAM_BASE,
};

/** What else such programs keep in registers. */
const SATPS = [5, 6];
const SUM_AND_MXR = 7;
const MPRV_AND_MPP = 28;
const ENTRY_POINTERS = [13, 14];
const ENTRIES = [0, 15, 29, 30];
const CODE = [16, 17, 18];

const accesses = allRows.filter((row) => natureOf(row).usesMemory);
const jumps = allRows.filter((row) => natureOf(row).jumpsRelative || natureOf(row).jumpsTo);
const fences = [...(tables.get('Svinval') ?? []), ...allRows.filter(({ name }) => name === 'sfence.vma')];
const modeChanges = allRows.filter(({ name }) => ['mret', 'sret', 'ecall', 'ebreak'].includes(name));

const csr = (name: string): number => csrByName.get(name) ?? 0;

/** A store to an entry of a page table. */
const storesToTables = (random: Random): Item => {
  const operands = { rs1: random.pick(ENTRY_POINTERS), rs2: random.pick(ENTRIES), rd: random.below(32), imm: 0 };
  return random.way(
    [8, () => item('sd', { ...operands, imm: random.pick([0, 0, 0, 8, -8, 4]) })],
    [1, () => item('sb', { ...operands, imm: random.below(8) })],
    [1, () => item('sw', { ...operands, imm: 4 * random.below(2) })],
    [2, () => item(random.pick(['amoswap.d', 'amoor.d', 'amoand.w', 'amoxor.d']), operands)],
    [1, () => item('sc.d', operands)],
    [1, () => item('cbo.zero', operands)],
  );
};

/** A write to what translation depends on. */
const changesView = (random: Random): Item => {
  const flip = random.pick(['csrrs', 'csrrc']);
  const rd = random.chance(80) ? 0 : random.below(32);
  return random.way(
    [3, () => item('csrrw', { rd, imm: csr('satp'), rs1: random.pick(SATPS) })],
    [1, () => item('csrrw', { rd, imm: csr('satp'), rs1: 0 })],
    [4, () => item(flip, { rd, imm: csr(random.pick(['sstatus', 'mstatus'])), rs1: SUM_AND_MXR })],
    [2, () => item(flip, { rd, imm: csr('mstatus'), rs1: MPRV_AND_MPP })],
  );
};

const randomItem = (random: Random): Item =>
  random.way(
    [40, () => instructionOf(random, random.pick(accesses))],
    [14, () => storesToTables(random)],
    [8, () => changesView(random)],
    [4, () => instructionOf(random, random.pick(fences))],
    [4, () => instructionOf(random, random.pick(modeChanges))],
    [10, () => instructionOf(random, random.pick(jumps))],
    [20, () => instructionOf(random, random.pick(allRows))],
  );

/** The same access before and after something that may change what it does. */
function beforeAndAfter(random: Random): Item[] {
  const access = random.way(
    [3, () => item(random.pick(['ld', 'lw', 'lbu', 'flw']), { rd: random.between(19, 27), rs1: random.pick(POINTERS), imm: 0 })],
    [3, () => item(random.pick(['sd', 'sw', 'sb', 'fsd']), { rs1: random.pick(POINTERS), rs2: random.pick([...CODE, 0]), imm: 0 })],
    [1, () => item(random.pick(['amoadd.w', 'amoswap.d']), { rd: random.between(19, 27), rs1: random.pick(POINTERS), rs2: random.pick(CODE) })],
  );
  return [access, random.way([3, () => storesToTables(random)], [3, () => changesView(random)], [1, () => randomItem(random)]), access];
}

/** What is in a page table, or anywhere else, is stored there again: as it is, or after a part of it was changed. */
function storedAgain(random: Random): Item[] {
  const [bytes, load, store] = random.pick([[8, 'ld', 'sd'], [8, 'ld', 'sd'], [4, 'lw', 'sw'], [2, 'lh', 'sh'], [1, 'lb', 'sb']] as const);
  const [rs1, value] = [random.pick([...ENTRY_POINTERS, ...ENTRY_POINTERS, ...POINTERS]), random.between(19, 27)];
  const entry = random.pick([0, 0, 8]);
  const imm = entry + bytes * random.below(8 / bytes);
  const change = item(random.pick(['sb', 'sw']), { rs1, rs2: random.pick([...ENTRIES, ...CODE]), imm: entry + 4 * random.below(2) });
  const again = item(store, { rs1, rs2: value, imm });
  return [item(load, { rd: value, rs1, imm }), ...(random.chance(40) ? [change] : []), again, again];
}

const randomItems = (random: Random): Item[] =>
  random.way([70, () => [randomItem(random)]], [20, () => beforeAndAfter(random)], [10, () => storedAgain(random)]);

/** A place in a page: often its end. */
const within = (random: Random): bigint => BigInt(random.way([12, () => random.below(512) * 8], [2, () => random.below(4096)], [3, () => 4096 + random.between(-8, 2)]));

/** An entry that matters: one on the way to some address. */
function entryPointer(random: Random, { data, code, tables, scheme }: AddressSpace): bigint {
  const address = random.pick([...data, code]);
  const index = (address >> BigInt(12 + 9 * random.below(scheme.levels))) & 0x1ffn;
  return random.pick(tables) + index * 8n;
}

function dataPointer(random: Random, space: AddressSpace, offset: number): bigint {
  const address = random.way(
    [70, () => random.pick(space.data) + within(random)],
    [12, () => random.pick(space.data) + BigInt(offset + random.below(40) * 2)], // of an instruction, where that is a page of code
    [8, () => entryPointer(random, space)],
    [7, () => pointer(random)],
  );
  return BigInt.asUintN(64, address);
}

function registers(random: Random, space: AddressSpace, offset: number, isUser: boolean): ReadonlyMap<number, bigint> {
  const some = (numbers: readonly number[], value: () => bigint): [number, bigint][] => numbers.map((number) => [number, value()]);
  return new Map([
    ...some(POINTERS, () => dataPointer(random, space, offset)),
    ...some(SATPS, () => random.pick(space.satps)),
    [SUM_AND_MXR, BigInt(random.pick([Mstatus.SUM, Mstatus.MXR, Mstatus.SUM | Mstatus.MXR]))],
    [MPRV_AND_MPP, BigInt(random.pick([Mstatus.MPRV, Mstatus.MPRV | Mstatus.MPP, Mstatus.MPRV | (1 << 11)]))],
    ...some(ENTRY_POINTERS, () => entryPointer(random, space)),
    ...some(ENTRIES.slice(1), () => leaf(random, RAM_BASE + random.between(1, LAST_DATA_PAGE) * 4096, isUser)),
    ...some(CODE, () => (random.chance(50) ? BigInt(randomItem(random).word) * 0x1_0000_0001n : integer(random))),
  ]);
}

/** A hart that executes the code at its virtual address, or in machine mode at its physical one with data accesses translated. */
function image(random: Random, space: AddressSpace, origin: number, addresses: readonly number[], privilege: number): HartImage {
  const shift = space.code - BigInt(origin - (origin % 4096));
  const targets = addresses.map((address) => BigInt.asUintN(64, BigInt(address) + shift));
  const wanted = registers(random, space, origin % 4096, privilege === 0);
  const x = new Map([...wanted, ...TARGETS.map((register): [number, bigint] => [register, random.pick(targets)])]);
  const isMachine = privilege === 3;
  const made = hartImage(random, { targets, pc: isMachine ? BigInt(origin) : (targets[0] ?? 0n) }, {
    privilege, x,
    csrs: { stvec: space.handlers + BigInt(SUPERVISOR_HANDLER - RAM_BASE) },
  });
  const status = made.csrs.map(([number, value]): readonly [number, bigint] =>
    number !== csr('mstatus') ? [number, value] : [number, isMachine ? value | BigInt(Mstatus.MPRV) : value]);
  return { ...made, csrs: [...status, [csr('satp'), random.pick(space.satps)]] };
}

export interface PagingOptions {
  /** Default 1. */
  readonly harts?: number;
  readonly longest?: number;
}

export function pagingCase(seed: number, index: number, { harts = 1, longest = 60 }: PagingOptions = {}): Case {
  const random = new Random(seed, 'paging', harts, index);
  const length = random.between(8, longest);
  const origin = RAM_BASE + 0x1000 + random.pick([0, 0x800, 0x1000 - random.between(1, 30) * 2]);
  const code = withTargets(random, Array.from({ length }, () => randomItems(random)).flat());
  const privilege = random.pick([1, 1, 1, 0, 0, 3]);
  const space = addressSpace(random, terrain, privilege === 0);
  const images = Array.from({ length: harts }, () => image(random, space, origin, addressesOf(code, origin), privilege));
  return {
    name: `paging case ${index} of seed ${seed}`,
    harts: images,
    origin,
    code,
    memory: [...handlers(images[0]?.pc ?? 0n), ...space.segments],
    noise: true,
    time: random.below(2 ** 40),
    steps: harts * (code.length + random.below(2 * code.length)),
  };
}
