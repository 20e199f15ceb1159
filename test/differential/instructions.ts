/** Random instructions from the rows of the tables. */
import type { Program } from '@reprise/ir';
import { encodeImmediate, immediateMask, type Format } from '@reprise/isa';
import { csrNames } from '@reprise/riscv';
import { addressesOf, type Item } from './case.ts';
import type { Random } from './random.ts';
import { POINTERS, register, TARGETS, VALUES } from './roles.ts';
import { decoder, programOf, type Row } from './tables.ts';

const kindsOf = (program: Program): ReadonlySet<string> =>
  new Set(program.flatMap((node) => (node.kind === 'if' ? ['if', ...kindsOf(node.then), ...kindsOf(node.otherwise)] : [node.kind])));

/** What the operands of a row are for. */
export interface Nature {
  readonly usesMemory: boolean;
  readonly jumpsRelative: boolean;
  readonly jumpsTo: boolean;
  readonly accessesCsr: boolean;
}

function makeNature(row: Row): Nature {
  const program = programOf(row);
  const kinds = kindsOf(program);
  const helpers = new Set(program.flatMap((node) => (node.kind === 'call' ? [node.helper] : [])));
  return {
    usesMemory: kinds.has('load') || kinds.has('store') || helpers.has('cbo') || helpers.has('cboZero'),
    jumpsRelative: kinds.has('branch') || kinds.has('jumpRelative'),
    jumpsTo: kinds.has('jump'),
    accessesCsr: helpers.has('csr'),
  };
}

const natures = new Map<Row, Nature>();

export function natureOf(row: Row): Nature {
  let found = natures.get(row);
  if (!found) natures.set(row, (found = makeNature(row)));
  return found;
}

type FieldName = keyof Format['fields'];

/** Mostly a mode that there is. */
const roundingMode = (random: Random): number => random.pick([0, 1, 2, 3, 4, 7, 7, 7, random.below(8)]);

/** Registers whose values have to do with each other: see `floats`. */
const NEIGHBOURS: Readonly<Record<FieldName, number>> = { rs1: 0, rs2: 1, rs3: 2, rd: 0, rm: 0 };

/** `first`: of the floating-point registers that are neighbours. */
function operand(random: Random, row: Row, name: FieldName, short: boolean, first: number, strict: boolean): number {
  const { syntax } = row.format;
  if (name === 'rm') return roundingMode(random);
  const isFloat = syntax.includes(`f${name.slice(1)}`);
  if (isFloat && !short) return name !== 'rd' && random.chance(70) ? first + NEIGHBOURS[name] : random.below(32);
  const { usesMemory, jumpsTo } = natureOf(row);
  if (name === 'rd') return register(random, VALUES, short, strict);
  if (name === 'rs1' && usesMemory) return register(random, POINTERS, short, strict);
  if (name === 'rs1' && jumpsTo) return register(random, TARGETS, short, strict);
  return short ? random.between(8, 15) : random.below(32);
}

const CSR_NUMBERS = [...csrNames.keys()];

function immediate(random: Random, row: Row): number | undefined {
  const { accessesCsr, usesMemory, jumpsTo } = natureOf(row);
  if (accessesCsr) return random.chance(90) ? random.pick(CSR_NUMBERS) : undefined;
  if (usesMemory && random.chance(80)) return random.between(-2, 2) * random.pick([1, 4, 8, 16]);
  if (jumpsTo && random.chance(80)) return 0;
  return undefined;
}

/** The word with its immediate replaced, where that fits. */
function withImmediate(row: Row, word: number, value: number): number {
  const shape = row.format.immediate;
  if (!shape) return word;
  try {
    return ((word & ~immediateMask(shape)) | encodeImmediate(shape, value)) >>> 0;
  } catch {
    return word; // out of its range: what it was
  }
}

function randomWord(random: Random, row: Row, strict: boolean): number {
  const { fields, immediate: shape } = row.format;
  const lengthMask = row.length === 4 ? -1 : 0xffff;
  let word = ((random.word() & ~row.mask) | row.match) & lengthMask;
  const first = random.below(10) * 3;
  for (const [name, field] of Object.entries(fields)) {
    const value = operand(random, row, name as FieldName, field.bits === 3, first, strict) - field.base; // the keys are the fields' names
    const mask = ((1 << field.bits) - 1) << field.at;
    word = (word & ~mask) | ((value << field.at) & mask);
  }
  if (shape?.signed === false && random.chance(10)) word &= ~immediateMask(shape) | row.mask;
  const wanted = immediate(random, row);
  return (wanted === undefined ? word : withImmediate(row, word, wanted)) >>> 0;
}

/**
 * An instruction of a row; one whose operands are reserved only if many attempts give no other. If `strict`, addresses come from the
 * registers that are meant for them, and results go elsewhere.
 */
export function instructionOf(random: Random, row: Row, strict = false): Item {
  for (let attempt = 0; ; attempt++) {
    const word = randomWord(random, row, strict);
    if (attempt === 8 || decoder.decode(word)?.row === row) return { word, length: row.length };
  }
}

export interface Jumps {
  /** How many of 100 lead a few items ahead, or to the end. Default 80. */
  readonly ahead?: number;
  /** How many of 100 lead wherever chance has it. Default 5. */
  readonly wild?: number;
}

/** The same items, with relative jumps that lead to items. */
export function withTargets(random: Random, items: readonly Item[], { ahead = 80, wild = 5 }: Jumps = {}): Item[] {
  const addresses = addressesOf(items, 0);
  const end = items.reduce((sum, { length }) => sum + length, 0);
  return items.map((item, index) => {
    const row = decoder.decode(item.word)?.row;
    if (!row || !natureOf(row).jumpsRelative || random.chance(wild)) return item;
    const to = random.chance(ahead) ? index + random.between(1, 6) : random.below(items.length);
    return { ...item, word: withImmediate(row, item.word, (addresses[to] ?? end) - (addresses[index] ?? 0)) };
  });
}
