/** Random cases for the oracle: programs that come to an end. */
import { csrByName, csrNames } from '@reprise/riscv';
import { addressSpace } from '../address-space.ts';
import { addressesOf, type Case, type Item, type Segment } from '../case.ts';
import { hartImage, type Values } from '../hart-images.ts';
import { instructionOf, natureOf, withTargets } from '../instructions.ts';
import { Random } from '../random.ts';
import { POINTERS, TARGETS } from '../roles.ts';
import { allRows, decoder, type Row } from '../tables.ts';
import { integer } from '../values.ts';
import { avoidedEntryBits, common, leftOut } from './deliberate.ts';
import { CODE, DATA, DATA_BYTES, HANDLER, handler, oracleTerrain, protection, TABLES, TABLES_BYTES } from './terrain.ts';

/** QEMU 7.2 does not have these. */
const UNKNOWN_TO_QEMU = new Set(['Zicond', 'Zicbom', 'Zicboz', 'Zicbop']);

const rows = allRows.filter(({ extension, name }) => !UNKNOWN_TO_QEMU.has(extension) && !(name in leftOut));
const isPlain = (row: Row): boolean => {
  const { usesMemory, jumpsTo, accessesCsr } = natureOf(row);
  return !usesMemory && !jumpsTo && !accessesCsr;
};
const of = (...extensions: string[]): Row[] => rows.filter((row) => extensions.includes(row.extension));
const environment = rows.filter(({ extension, name }) => extension === 'privileged' || extension === 'Svinval' || ['ecall', 'ebreak'].includes(name));
const isEnvironment = (row: Row): boolean => environment.includes(row) || row.name === 'c.ebreak';

const integers = of('I', 'M', 'C', 'Zba', 'Zbb', 'Zbc', 'Zbs').filter((row) => isPlain(row) && !isEnvironment(row));
const floats = of('F', 'D').filter(isPlain);
const memory = rows.filter((row) => natureOf(row).usesMemory);

/** The code of a case, with where it begins; all jumps lead forward. */
function codeOf(random: Random, longest: number, draw: () => Item): { readonly origin: number; readonly code: Item[] } {
  const code = withTargets(random, Array.from({ length: random.between(1, longest) }, draw), { ahead: 100, wild: 0 });
  return { origin: CODE + random.way([3, () => 0], [1, () => 0x1000 - random.between(1, 30) * 2]), code };
}

interface Parts {
  readonly name: string;
  readonly origin: number;
  readonly code: readonly Item[];
  readonly privilege: number;
  readonly csrs?: Values;
  readonly x?: ReadonlyMap<number, bigint>;
  readonly pc?: bigint;
  readonly memory?: readonly Segment[];
  readonly observe?: Case['observe'];
}

/** CSRs that would end a case at once, or that the runner does not put back. */
const FETCH_FAULTS = (1n << 1n) | (1n << 12n);

/** Some exceptions go to supervisor mode, but none that its handler would only raise again, for ever. */
const delegation = (random: Random): bigint => (random.chance(50) ? 0n : random.u64() & ~FETCH_FAULTS);

const fixedCsrs = (random: Random, privilege: number): Values => ({
  mie: 0n,
  mip: 0n,
  satp: 0n,
  stvec: BigInt(HANDLER),
  mideleg: random.u64(),
  medeleg: delegation(random),
  ...(privilege === 3 ? { pmpaddr0: (1n << 54n) - 1n, pmpaddr1: 0n, pmpaddr2: 0n, pmpaddr3: 0n, pmpcfg0: 0x1fn } : protection(DATA + DATA_BYTES)),
});

function assembled(random: Random, { name, origin, code, privilege, csrs = {}, x = new Map(), pc = BigInt(origin), memory: contents = [], observe = [] }: Parts): Case {
  const addresses = addressesOf(code, origin).map(BigInt);
  const end = BigInt(origin + code.reduce((sum, { length }) => sum + length, 0));
  const addressesHeld = new Map([...TARGETS.map((register): [number, bigint] => [register, end]), ...POINTERS.map((register): [number, bigint] => [register, BigInt(DATA)])]);
  const made = hartImage(random, { targets: [...addresses, end], pc }, { privilege, csrs: { ...fixedCsrs(random, privilege), ...csrs }, x: new Map([...addressesHeld, ...x]) });
  return {
    name, origin, code, observe,
    harts: [{ ...made, fields: {} }],
    memory: [handler, ...contents],
    noise: false,
    time: 0,
    steps: 1,
  };
}

const anyPrivilege = (random: Random): number => random.pick([3, 3, 1, 0]);

/** Registers only. */
export function integerCase(seed: number, index: number): Case {
  const random = new Random(seed, 'oracle integer', index);
  return assembled(random, { name: `integer case ${index} of seed ${seed}`, privilege: anyPrivilege(random), ...codeOf(random, 24, () => instructionOf(random, random.pick(integers), true)) });
}

const csrRows = of('Zicsr');
const FP_CSRS = ['fflags', 'frm', 'fcsr'].map((name) => csrByName.get(name) ?? 0);

/** Floating point with its flags. */
export function floatCase(seed: number, index: number): Case {
  const random = new Random(seed, 'oracle float', index);
  const draw = (): Item => random.way(
    [90, () => instructionOf(random, random.pick(floats), true)],
    [10, () => withCsr(instructionOf(random, random.pick(csrRows), true), random.pick(FP_CSRS))],
  );
  return assembled(random, { name: `float case ${index} of seed ${seed}`, privilege: anyPrivilege(random), ...codeOf(random, 12, draw) });
}

const withCsr = (item: Item, csr: number): Item => ({ ...item, word: ((item.word & 0xf_ffff) | (csr << 20)) >>> 0 });

const hotSpot = (random: Random): number => DATA + random.pick([0x200, 0x1000, 0x1000, 0x1ff8]) + random.between(-16, 16);

/** Data around the places that accesses go to. */
const dataSegments = (random: Random): Segment[] => [0x100, 0xf00, 0x1f00].map((offset) => ({ address: DATA + offset, bytes: random.bytes(0x100) }));

const dataPointers = (pointer: () => bigint): ReadonlyMap<number, bigint> => new Map(POINTERS.map((register) => [register, pointer()]));

const accessCode = (random: Random): ReturnType<typeof codeOf> =>
  codeOf(random, 12, () => random.way(
    [70, () => instructionOf(random, random.pick(memory), random.chance(70))],
    [22, () => instructionOf(random, random.pick(integers))],
    [8, () => instructionOf(random, random.pick(environment))],
  ));

const observedData = { address: DATA, length: DATA_BYTES };

/** Loads, stores and atomics without translation: at page ends, misaligned, and where the PMP forbids it. */
export function memoryCase(seed: number, index: number): Case {
  const random = new Random(seed, 'oracle memory', index);
  const pointer = (): bigint => random.way([70, () => BigInt(hotSpot(random))], [20, () => BigInt(hotSpot(random) & ~7)], [5, () => BigInt(CODE + random.below(0x3000))], [5, () => random.u64()]);
  return assembled(random, {
    name: `memory case ${index} of seed ${seed}`,
    privilege: random.pick([1, 0]), ...accessCode(random),
    x: dataPointers(pointer), memory: dataSegments(random), observe: [observedData],
  });
}

const withoutAvoided = ({ address, bytes }: Segment): Segment =>
  ({ address, bytes: new Uint8Array(new BigUint64Array(bytes.buffer).map((entry) => entry & ~avoidedEntryBits.bits).buffer) });

/** The same under Sv39, Sv48 and Sv57. */
export function pagingCase(seed: number, index: number): Case {
  const random = new Random(seed, 'oracle paging', index);
  const privilege = random.pick([1, 1, 0]);
  const { origin, code } = accessCode(random);
  const space = addressSpace(random, oracleTerrain, privilege === 0);
  const pointer = (): bigint => BigInt.asUintN(64, random.way(
    [80, () => random.pick(space.data) + BigInt(random.way([3, () => 0x200], [1, () => 0xff8], [1, () => 0x1000]) + random.between(-16, 16))],
    [10, () => random.pick(space.tables) + BigInt(random.below(512) * 8)],
    [10, () => random.u64()],
  ));
  return assembled(random, {
    name: `paging case ${index} of seed ${seed}`,
    privilege, origin, code,
    csrs: {
      ...protection(TABLES + TABLES_BYTES),
      satp: random.pick(space.satps),
      stvec: space.handlers,
    },
    pc: space.code + BigInt(origin - CODE),
    x: dataPointers(pointer),
    memory: [...dataSegments(random), ...space.segments.map(withoutAvoided)],
    observe: [observedData, { address: TABLES, length: TABLES_BYTES }],
  });
}

/** CSRs that say who made the CPU, that the runner needs as they are or does not put back, and that count what only the host knows. */
const LEFT_OUT = /^(marchid|mimpid|mtvec|mscratch|pmp(cfg|addr)\d+|mcountinhibit|mcycle|minstret|cycle|time|instret|stimecmp|mhpm\w+|hpm\w+)$/;
const csrNumbers = [...csrNames].flatMap(([number, name]) => (LEFT_OUT.test(name) ? [] : [number]));

/** CSRs read and written in all modes: each instruction has a register for its operand, and puts what it read elsewhere. */
export function csrCase(seed: number, index: number): Case {
  const random = new Random(seed, 'oracle csr', index);
  const sources = new Map<number, bigint>();
  const draw = (): Item => {
    const drawn = instructionOf(random, random.pick(csrRows), true);
    const csr = random.pick(csrNumbers);
    const [source, destination] = [1 + sources.size, random.between(16, 31)];
    sources.set(source, common(csrNames.get(csr) ?? '', random.chance(50) ? random.u64() & random.u64() : integer(random)));
    const isImmediate = (drawn.word & 0x4000) !== 0;
    const immediate = Number(common(csrNames.get(csr) ?? '', BigInt(random.below(32))) & 31n);
    const fields = isImmediate ? immediate << 15 : random.chance(80) ? source << 15 : 0;
    return { ...drawn, word: ((drawn.word & 0x707f) | fields | (destination << 7) | (csr << 20)) >>> 0 };
  };
  const made = codeOf(random, 10, draw);
  const csrs = { medeleg: 0n }; // as stvec may be changed to where only exceptions are
  return assembled(random, { name: `CSR case ${index} of seed ${seed}`, privilege: random.pick([3, 3, 1, 1, 0]), ...made, x: sources, csrs });
}

/** A word that is no instruction. */
function illegal(random: Random): Item {
  for (;;) {
    const word = (random.word() | 3) >>> 0;
    if (!decoder.decode(word)) return { word, length: 4 };
  }
}

/** Traps, returns from them and fences, in all modes. */
export function trapCase(seed: number, index: number): Case {
  const random = new Random(seed, 'oracle trap', index);
  const draw = (): Item => random.way(
    [60, () => instructionOf(random, random.pick(environment), true)],
    [10, () => illegal(random)],
    [30, () => instructionOf(random, random.pick(integers), true)],
  );
  const made = codeOf(random, 4, draw);
  const end = BigInt(made.origin + made.code.reduce((sum, { length }) => sum + length, 0));
  return assembled(random, { name: `trap case ${index} of seed ${seed}`, privilege: random.pick([3, 1, 1, 0]), ...made, csrs: { sepc: end } });
}

