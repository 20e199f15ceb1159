/** Floating-point instructions on operands at the edges of what there is, in every rounding mode: the interpreter takes short cuts between them. */
import { encode, type Instruction } from '@reprise/isa';
import { F32, F64, fp, RTZ, type Format } from '@reprise/softfloat';
import { describe, expect, it } from 'vitest';
import { explainedDisagreement } from './agreement.ts';
import type { Case, Item } from './case.ts';
import { csrList } from './hart-images.ts';
import { item } from './items.ts';
import { RAM_BASE } from './machine.ts';
import { tables, type Row } from './tables.ts';
import { allTiers } from './tiers.ts';

const ORIGIN = RAM_BASE + 0x1000;
const RESULTS = RAM_BASE + 0x5000;

const BOX = 0xffff_ffffn << 32n;

/** 14 magnitudes of a format with either sign. */
function edges(format: Format): bigint[] {
  const one = BigInt(2 ** (format.exponentBits - 1) - 1) << BigInt(format.fractionBits);
  const smallestNormal = format.fractionMask + 1n;
  const magnitudes = [
    0n, 1n, format.fractionMask, smallestNormal, smallestNormal + 1n,
    one - 1n, one, one + 1n, fp.fromInteger(format, 3n, RTZ).bits,
    format.maxFinite, format.infinity, format.canonicalNan, format.infinity | 1n,
    one >> 1n, // squared, it is about the smallest number
  ];
  return magnitudes.flatMap((bits) => [bits, bits | format.signBit]);
}

const powers = [31n, 32n, 63n, 64n].map((exponent) => 1n << exponent);
/** Doubles around the ends of integers, of singles, and of normal singles. */
const doubleEdges = [
  ...powers.flatMap((power) => [power, -power]).flatMap((power) => [-1n, 0n, 1n].map((ulps) => fp.fromInteger(F64, power, RTZ).bits + ulps)),
  0x3810_0000_0000_0000n - (1n << 28n), 0x3810_0000_0000_0000n - 1n, 0x3690_0000_0000_0000n, 0x47ef_ffff_f000_0000n,
];

const registersOf = (values: readonly bigint[], box: bigint): bigint[] => Array.from({ length: 28 }, (_, i) => (values[i] ?? 0n) | box);
/** Files of operands, by the last part of an instruction's name, which is what it takes. */
const filesOf = (name: string): readonly (readonly bigint[])[] =>
  name.endsWith('.d') ? [registersOf(edges(F64), 0n), registersOf(doubleEdges, 0n)] : [registersOf(edges(F32), BOX)];
const integers = [0n, 1n, -1n, ...powers, ...powers.map((power) => power - 1n), ...powers.map((power) => -power), 1n << 24n, (1n << 25n) - 1n, (1n << 54n) - 1n];
const xFile = Array.from({ length: 32 }, (_, i) => BigInt.asUintN(64, integers[i - 10] ?? 0n));

const MODES = [0, 1, 2, 3, 4, 7];
/** Of instructions with two operands, which are many: the one with a short cut, in either form, and another. */
const FEW_MODES = [0, 3, 7];
const OPERANDS = Array.from({ length: 28 }, (_, i) => i);
const FROM_X = Array.from({ length: 20 }, (_, i) => 10 + i);
const DESTINATION = 31;
const [FLAGS_AFTER, FLAGS_BEFORE, POINTER] = [5, 6, 7];

/** Of instructions with three, an operand of each sort. */
const FEW_OPERANDS = [0, 1, 2, 6, 9, 11, 12, 15, 18, 21];

/** An instruction on every operand, or every pair, or some triples. */
function everyOperand(row: Instruction): Item[] {
  const { fields, syntax } = row.format;
  const isBinary = 'rs2' in fields;
  const isTernary = 'rs3' in fields;
  const modes = 'rm' in fields ? (isBinary ? FEW_MODES : MODES) : [0];
  const first = syntax.includes('xs1') ? FROM_X : isTernary ? FEW_OPERANDS : OPERANDS;
  const second = isTernary ? FEW_OPERANDS : isBinary ? OPERANDS : [0];
  const third = isTernary ? FEW_OPERANDS : [0];
  return modes.flatMap((rm) => first.flatMap((rs1) => second.flatMap((rs2) => third.map((rs3): Item => ({ word: encode(row, { rd: DESTINATION, rs1, rs2, rs3, rm }), length: 4 })))));
}

/** Does it, and stores what came of it with the flags that it raised, 16 bytes each. */
const noted = (operation: Item, toX: boolean, index: number): Item[] => [
  operation,
  item('csrrw', { rd: FLAGS_AFTER, imm: 1, rs1: FLAGS_BEFORE }),
  item(toX ? 'sd' : 'fsd', { rs1: POINTER, rs2: DESTINATION, imm: index * 16 }),
  item('sd', { rs1: POINTER, rs2: FLAGS_AFTER, imm: index * 16 + 8 }),
];

const AT_ONCE = 120;

function* casesOf(row: Instruction, f: readonly bigint[], flags: bigint): Iterable<Case> {
  const all = everyOperand(row);
  for (let start = 0; start < all.length; start += AT_ONCE) {
    const code = all.slice(start, start + AT_ONCE).flatMap((operation, index) => noted(operation, row.format.syntax.startsWith('x'), index));
    const x = xFile.with(FLAGS_BEFORE, flags).with(POINTER, BigInt(RESULTS));
    yield {
      name: `${row.name}, fflags ${flags}`,
      harts: [{ pc: BigInt(ORIGIN), privilege: 3, x, f, csrs: csrList({ mstatus: 0x6000n, fcsr: flags }), fields: {} }],
      origin: ORIGIN, code, memory: [], noise: false, time: 0, steps: code.length,
    };
  }
}

const INEXACT = 1n;
/** With a rounding or a comparison. */
const isTried = (row: Row): row is Instruction => row.length === 4 && row.program.some(({ kind }) => kind === 'fp');
const rows = [...(tables.get('F') ?? []), ...(tables.get('D') ?? [])].filter(isTried);

describe('at the edges', () => {
  const { interp, jit, reference } = allTiers();
  it.each(rows.map((row) => [row.name, row] as const))('%s', (name, row) => {
    for (const f of filesOf(name)) {
      for (const flags of [0n, INEXACT]) {
        for (const each of casesOf(row, f, flags)) for (const side of [interp, jit]) expect(explainedDisagreement(side, reference, each)).toBeUndefined();
      }
    }
  });
});
