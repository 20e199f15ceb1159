/** The decoder against the GNU disassembler, and what compressed instructions expand to against the GNU assembler. */
import { type Decoded, disassemble, type Instruction, type Naming, OperandReader, rowText } from '@reprise/isa';
import { randomWords } from '@reprise/softfloat';
import { expect, it } from 'vitest';
import { needsTool } from '../tools.ts';
import { decoder } from './cpu.ts';
import { addresses, GNU_TOOLS, gnuAssemble, objdump } from './gnu.ts';

const SEED = 20;
const PER_OPCODE = 400;
const PER_ROW = 40;

const numeric: Naming = { x: (n) => `x${n}`, f: (n) => `f${n}`, csr: () => 'csr' };

/** A word as we read it. */
function ours(word: number, pc: bigint): string | undefined {
  const decoded = decoder.decode(word);
  if (!decoded) return undefined;
  const operands = decoded.length === 4 ? decoded : new OperandReader(decoded.row.format).read(word);
  return rowText(decoded.row, operands, pc, numeric).replaceAll(', ', ',').replace(/rm[56]$/, 'unknown');
}

/** What GNU shows otherwise: ordering bits, CSRs by name, hints under other names, addresses without 0x, shifts in hex. */
const rewrites: readonly (readonly [RegExp, string])[] = [
  [/^((?:lr|sc|amo\w+)\.[wd])\.(?:aqrl|aq|rl)/, '$1'],
  [/^(csr\w+ x\d+),\w+/, '$1,csr'],
  [/^c\.addi x0,/, 'c.nop '],
  [/^c\.nop$/, 'c.nop 0'],
  [/^(c\.s\w+)64 (x\d+)/, '$1 $2,0'],
  [/^(c\.j |(?:c\.b\w+|jal) x\d+,|b\w+ x\d+,x\d+,)([0-9a-f]+)$/, '$1@$2'],
];

/** What GNU shows, as we would show it. */
function asOurs(text: string | undefined): string | undefined {
  if (text === undefined || BEYOND.test(text)) return undefined;
  const rewritten = rewrites.reduce((all, [pattern, replacement]) => all.replace(pattern, replacement), text);
  const isShift = /^(c\.s|s)[lr][la]i|^ror|^b\w+i /.test(text);
  return isShift ? rewritten.replace(/0x\w+$/, (amount) => String(Number(amount))) : rewritten.replace('@', '0x');
}

function differences(words: readonly number[]): string[] {
  const at = addresses(words);
  const theirs = objdump(words);
  return words.flatMap((word, i) => {
    const [got, want] = [ours(word, at[i] ?? 0n), asOurs(theirs[i])];
    return got === want ? [] : [`${word.toString(16)} is ${got}, to GNU ${want}`];
  });
}

/** What a 16-bit word stands for, in the words that GNU compresses. */
function expansion(decoded: Decoded): string {
  const { row, imm } = decoded;
  const text = disassemble(decoded, 0n, numeric);
  if (row.name === 'c.j') return `j .+${imm}`;
  if (row.name === 'c.jr') return text.replace(/^jalr x0, 0\((\w+)\)/, 'jr $1');
  if (row.name === 'c.jalr') return text.replace(/^jalr x1, 0\((\w+)\)/, 'jalr $1');
  return row.format.syntax.endsWith('target') ? text.replace(/\w+$/, `.+${imm}`) : text;
}

/** Hints, which GNU leaves long, and steps of sp that it makes a plain c.addi. */
function isUncompressed({ row, rd, imm }: Decoded): boolean {
  const writesX = row.format.syntax.startsWith('xd') || row.name === 'c.nop';
  const doesNothing = imm === 0 && /^c\.(addi|slli|srli|srai)$/.test(row.name);
  return (writesX && rd === 0 && row.name !== 'c.nop') || (row.name === 'c.nop' && imm !== 0) || doesNothing
    || (row.name === 'c.addi16sp' && imm >= -32 && imm < 32);
}

/** Random words of each major opcode, of each row, and of each row with one of its fixed bits wrong. */
function sample(): number[] {
  const random = randomWords(SEED);
  const ofOpcode = (opcode: number): number => ((random() & ~127) | opcode) >>> 0;
  const ofRow = ({ mask, match }: Instruction): number => ((random() & ~mask) | match) >>> 0;
  const nearRow = (row: Instruction): number => (ofRow(row) ^ (row.mask & ~127 & -(1 << (7 + (random() % 25))) & random())) >>> 0;
  const opcodes = Array.from({ length: 32 }, (_, i) => (i << 2) | 3).filter((opcode) => (opcode & 0x1c) !== 0x1c); // those are longer
  return [
    ...opcodes.flatMap((opcode) => Array.from({ length: PER_OPCODE }, () => ofOpcode(opcode))),
    ...decoder.instructions.flatMap((row) => Array.from({ length: PER_ROW }, () => [ofRow(row), nearRow(row)]).flat()),
  ];
}

/** Where version 2.40 differs by itself: it knows no Zicond, and these conversions only with the rounding mode rne. */
const OTHER_TO_GNU: ReadonlySet<string> = new Set(['czero.eqz', 'czero.nez', 'fcvt.d.w', 'fcvt.d.wu', 'fcvt.d.s']);
/** It also takes bits of a fence that are to be ignored (§2.7) for another instruction's. */
const isOtherToGnu = (word: number): boolean => {
  const name = decoder.decode(word)?.row.name;
  return name !== undefined && (OTHER_TO_GNU.has(name) || name.startsWith('fence'));
};

/** What it knows beyond our extensions: the hypervisor and the debugger. */
const BEYOND = /^(hinval|hfence|hlv|hsv|dret|uret)/;

needsTool(...GNU_TOOLS)(`the decoder against binutils, seed ${SEED}`, () => {
  const halfwords = Array.from({ length: 1 << 16 }, (_, word) => word).filter((word) => (word & 3) !== 3);

  it('agrees on every 16-bit word', () => {
    // To GNU an adjustment of sp by 0 is legal; to the specification it is reserved (C, table of the CI format).
    expect(differences(halfwords)).toEqual(['6101 is undefined, to GNU c.addi16sp x2,0']);
  });

  it('expands 16-bit words to what GNU compresses to them', () => {
    const cases = halfwords.flatMap((word) => {
      const decoded = decoder.decode(word);
      return decoded && !isUncompressed(decoded) ? [{ word, text: expansion(decoded) }] : [];
    });
    const compressed = gnuAssemble(cases.map(({ text }) => text));
    const differing = cases.filter(({ word }, i) => compressed[i] !== word);
    expect(differing.slice(0, 10)).toEqual([]);
    expect(cases.length).toBeGreaterThan(44_000);
  });

  it('agrees on random 32-bit words', () => {
    const words = sample().filter((word) => !isOtherToGnu(word));
    expect(differences(words).slice(0, 10)).toEqual([]);
    expect(words.length).toBeGreaterThan(25_000);
  });
});
