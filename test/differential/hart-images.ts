/** Random states of a hart. */
import { csrByName, Mstatus } from '@reprise/riscv';
import type { HartImage } from './case.ts';
import { MACHINE_HANDLER, SUPERVISOR_HANDLER } from './handlers.ts';
import { RAM_BASE } from './machine.ts';
import type { Random } from './random.ts';
import { POINTERS, TARGETS } from './roles.ts';
import { floats, integer, LAST_DATA_PAGE, pointer } from './values.ts';

/** What a state is made around. */
export interface Around {
  /** Addresses of instructions. */
  readonly targets: readonly bigint[];
  readonly pc: bigint;
}

/** An integer that means something as a CSR: some bits of all of them, or one. */
const bitsFor = (random: Random): bigint => random.way([2, () => integer(random)], [1, () => random.u64() & random.u64()], [1, () => 1n << BigInt(random.below(32))]);

const FS = { OFF: 0, INITIAL: 1, CLEAN: 2, DIRTY: 3 } as const;

/** Any mstatus, with floating point mostly on and MPRV mostly off. */
function mstatus(random: Random): bigint {
  const fs = random.pick([FS.DIRTY, FS.DIRTY, FS.DIRTY, FS.INITIAL, FS.CLEAN, FS.CLEAN, FS.CLEAN, FS.INITIAL, FS.OFF]);
  const kept = ~BigInt(Mstatus.FS | Mstatus.MPRV);
  return (random.u64() & kept) | BigInt(fs << 13) | (random.chance(5) ? BigInt(Mstatus.MPRV) : 0n);
}

export type Values = Readonly<Record<string, bigint>>;

const u64 = (value: bigint): bigint => BigInt.asUintN(64, value);

const target = (random: Random, { targets }: Around): bigint => random.pick(targets);

const vector = (random: Random, around: Around, handler: number): bigint =>
  random.way([80, () => BigInt(handler)], [15, () => target(random, around) & ~3n], [5, () => integer(random)]) | (random.chance(15) ? 1n : 0n);

/** Where the ends of regions lie: among code and data. */
const PROTECTED = (LAST_DATA_PAGE + 1) * 4096;

/** Everything open to all modes in one entry, or a few regions of RAM with rights of their own before it. */
function protection(random: Random): Values {
  const all = (1n << 54n) - 1n;
  if (random.chance(85)) return { pmpaddr0: all, pmpcfg0: 0x1fn };
  const region = (): bigint => random.way(
    [3, () => BigInt((RAM_BASE + random.below(PROTECTED)) >>> 2)],
    [2, () => (BigInt((RAM_BASE + random.below(PROTECTED)) >>> 2) & ~0x7fn) | BigInt((1 << random.between(2, 12)) - 1)], // NAPOT
    [1, () => integer(random)],
  );
  const addresses = Array.from({ length: 7 }, (_, entry): [string, bigint] => [`pmpaddr${entry}`, region()]);
  const rights = (): bigint => BigInt(random.pick([7, 7, 7, 7, 5, 3, 1, 0]) | (random.below(4) << 3) | (random.chance(10) ? 0x80 : 0));
  const permissions = Array.from({ length: 7 }, rights).reduce((all, entry, index) => all | (entry << BigInt(index * 8)), 0n);
  return { ...Object.fromEntries(addresses), pmpaddr7: all, pmpcfg0: permissions | (0x1fn << 56n) };
}

const interrupts = (random: Random): Values =>
  random.chance(70) ? {} : { mie: integer(random), mip: integer(random), mideleg: integer(random) };

/** In the order in which they are written: what others depend on comes first. */
function csrValues(random: Random, around: Around): Values {
  return {
    menvcfg: random.chance(30) ? (0xf1n | (1n << 63n)) : integer(random),
    senvcfg: random.chance(30) ? 0xf1n : integer(random),
    ...protection(random),
    mtvec: vector(random, around, MACHINE_HANDLER),
    stvec: vector(random, around, SUPERVISOR_HANDLER),
    mepc: target(random, around),
    sepc: target(random, around),
    medeleg: random.chance(40) ? bitsFor(random) : 0n,
    ...interrupts(random),
    mscratch: integer(random),
    sscratch: integer(random),
    mcause: integer(random),
    scause: integer(random),
    mtval: integer(random),
    stval: integer(random),
    mcounteren: random.chance(70) ? -1n : bitsFor(random),
    scounteren: random.chance(70) ? -1n : bitsFor(random),
    mcountinhibit: random.chance(70) ? 0n : BigInt(random.below(8)),
    mcycle: integer(random),
    minstret: integer(random),
    stimecmp: random.chance(50) ? (1n << 64n) - 1n : BigInt(random.below(2 ** 31)),
    fcsr: BigInt((random.pick([0, 0, 0, 1, 2, 3, 4, random.below(8)]) << 5) | random.pick([0, 1, 1, random.below(32)])),
    mstatus: mstatus(random),
  };
}

const numberOf = (name: string): number => {
  const number = csrByName.get(name);
  if (number === undefined) throw new Error(`there is no CSR ${name}`);
  return number;
};

export const csrList = (values: Values): (readonly [number, bigint])[] => Object.entries(values).map(([name, value]) => [numberOf(name), value]);

const LINES = 0b1010_1000_1000n; // MEIP, SEIP, MTIP, MSIP are devices' to drive

/** A register by its role: an address, an instruction's address, or any value. */
export function registerValue(random: Random, register: number, targets: readonly bigint[]): bigint {
  if (POINTERS.includes(register)) return pointer(random);
  if (TARGETS.includes(register)) return u64(random.pick(targets) + BigInt(random.pick([0, 0, 0, 0, 0, 1, 2, random.between(-4096, 4096)])));
  return random.chance(10) ? bitsFor(random) : integer(random);
}

/** What is to be so rather than by chance. */
export interface Wanted {
  readonly privilege?: number;
  readonly csrs?: Values;
  /** Registers that are to hold something else. */
  readonly x?: ReadonlyMap<number, bigint>;
}

/** A state in which the hart is about to execute at `around.pc`, without address translation. */
export function hartImage(random: Random, around: Around, wanted: Wanted = {}): HartImage {
  return {
    pc: around.pc,
    privilege: wanted.privilege ?? random.pick([3, 3, 3, 1, 0]),
    x: Array.from({ length: 32 }, (_, register) => (register === 0 ? 0n : (wanted.x?.get(register) ?? registerValue(random, register, around.targets)))),
    f: Array.from({ length: 11 }, () => floats(random)).flat().slice(0, 32),
    csrs: csrList({ ...csrValues(random, around), ...wanted.csrs }),
    fields: {
      mipLines: random.chance(80) ? 0n : random.u64() & LINES,
      steps: BigInt(random.below(2 ** 32)),
      exceptions: BigInt(random.below(1000)),
      ...(random.chance(20) ? { reservation: pointer(random) & ~7n } : {}),
    },
  };
}
