/** Random cases whose programs store over their own code, in loops, so that what was decoded is stale the next time round. */
import { addressesOf, type Case, type Item } from './case.ts';
import { handlers } from './handlers.ts';
import { hartImage } from './hart-images.ts';
import { instructionOf, natureOf, withTargets } from './instructions.ts';
import { item } from './items.ts';
import { RAM_BASE } from './machine.ts';
import { Random } from './random.ts';
import { POINTERS } from './roles.ts';
import { allRows } from './tables.ts';
import { integer, pointer } from './values.ts';

/** Registers that hold instructions. */
const CODE_VALUES = [5, 6, 7, 13, 14, 15, 28, 29];
const CODE_FLOATS = [0, 1, 8, 9];

const stores = allRows.filter((row) => natureOf(row).usesMemory && (/^(c\.)?f?s[bhwd]|^amo|^sc|^cbo.zero/.test(row.name)));
const plain = allRows.filter((row) => !natureOf(row).usesMemory && !natureOf(row).jumpsTo && !['Zicsr', 'privileged'].includes(row.extension));
const jumps = allRows.filter((row) => natureOf(row).jumpsRelative || natureOf(row).jumpsTo);

/** A store of instruction bits to where instructions are. */
function patch(random: Random): Item {
  const row = random.pick(stores);
  const drawn = instructionOf(random, row);
  if (row.length === 2 || random.chance(20)) return drawn;
  const isFloat = row.format.syntax.startsWith('fs2');
  return item(row.name, { rd: random.pick(CODE_VALUES), rs1: random.pick(POINTERS), rs2: random.pick(isFloat ? CODE_FLOATS : CODE_VALUES), imm: row.format.immediate ? 2 * random.between(-12, 12) : 0 });
}

const randomItem = (random: Random): Item =>
  random.way(
    [30, () => patch(random)],
    [20, () => instructionOf(random, random.pick(jumps))],
    [40, () => instructionOf(random, random.pick(plain))],
    [5, () => item('fence.i')],
    [5, () => instructionOf(random, random.pick(allRows))],
  );

/** Two words that are instructions, whole or not. */
function instructions(random: Random): bigint {
  const word = (): bigint => {
    const { word, length } = random.chance(80) ? instructionOf(random, random.pick(random.chance(70) ? plain : allRows)) : patch(random);
    return BigInt(length === 4 ? word : word | (instructionOf(random, random.pick(plain)).word << 16) >>> 0);
  };
  return BigInt.asUintN(64, (word() << 32n) | word());
}

export interface SelfModifyingOptions {
  /** Default 1. */
  readonly harts?: number;
}

export function selfModifyingCase(seed: number, index: number, { harts = 1 }: SelfModifyingOptions = {}): Case {
  const random = new Random(seed, 'self-modifying', harts, index);
  const length = random.between(6, 40);
  const origin = RAM_BASE + 0x1000 + random.pick([0, 0, 0x1000 - random.between(1, 40) * 2]);
  const code = withTargets(random, Array.from({ length }, () => randomItem(random)), { ahead: 50 });
  const addresses = addressesOf(code, origin);
  const around = { targets: addresses.map(BigInt), pc: BigInt(origin) };
  const place = (): bigint => random.way([8, () => BigInt(random.pick(addresses))], [1, () => BigInt(random.pick(addresses) & ~7)], [1, () => pointer(random)]);
  const image = () => {
    const x = new Map([...POINTERS.map((register): [number, bigint] => [register, place()]), ...CODE_VALUES.map((register): [number, bigint] => [register, instructions(random)])]);
    const made = hartImage(random, around, { x });
    return { ...made, f: made.f.map((value, register) => (CODE_FLOATS.includes(register) ? instructions(random) : value)) };
  };
  return {
    name: `self-modifying case ${index} of seed ${seed}`,
    harts: Array.from({ length: harts }, image),
    origin,
    code,
    memory: handlers(around.pc),
    noise: true,
    time: random.below(2 ** 40),
    steps: harts * (random.chance(15) ? 800 : length * random.between(2, 4)),
  };
}

/** Long loops of stores to one page that is code, or a page table once: caches give such pages up after a while. */
export function storeLoop(seed: number, index: number): Case {
  const random = new Random(seed, 'store loop', index);
  const origin = RAM_BASE + 0x1000;
  const body = Array.from({ length: random.between(1, 3) }, () => item(random.pick(['sd', 'sw', 'sb']), { rs1: 8, rs2: random.pick([5, 6]), imm: random.between(0, 15) * 8 }));
  const other = instructionOf(random, random.pick(plain));
  const code = [...body, other, item('addi', { rd: 8, rs1: 8, imm: random.pick([0, 0, 8]) }), item('addi', { rd: 9, rs1: 9, imm: 1 })];
  const back = item('jal', { imm: -code.reduce((sum, { length }) => sum + length, 0) });
  const around = { targets: [BigInt(origin)], pc: BigInt(origin) };
  const x = new Map([[8, BigInt(origin + random.pick([0x100, 0x800]))], [9, integer(random)]]);
  return {
    name: `store loop ${index} of seed ${seed}`,
    harts: [hartImage(random, around, { x, privilege: 3, csrs: { mie: 0n, mip: 0n } })],
    origin,
    code: [...code, back],
    memory: handlers(around.pc),
    noise: false,
    time: 0,
    steps: 1000,
  };
}
