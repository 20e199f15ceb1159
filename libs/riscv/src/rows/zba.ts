import type { Semantics } from '@reprise/ir';
import { defineInstructions, formats } from '@reprise/isa';
import { zeroExtendWord } from './shapes.ts';

const { R, SHAMT6 } = formats;

const shiftAdd = (shift: number): Semantics => (m) => m.setX('rd', m.op('i64.add', m.op('i64.shl', m.x('rs1'), shift), m.x('rs2')));
const shiftAddWord = (shift: number): Semantics => (m) =>
  m.setX('rd', m.op('i64.add', m.op('i64.shl', zeroExtendWord(m, m.x('rs1')), shift), m.x('rs2')));
const addWord: Semantics = (m) => m.setX('rd', m.op('i64.add', zeroExtendWord(m, m.x('rs1')), m.x('rs2')));
const shiftWord: Semantics = (m) => m.setX('rd', m.op('i64.shl', zeroExtendWord(m, m.x('rs1')), m.imm()));

/** Address generation. RISC-V Unprivileged, "B" extension, Zba. */
// oxfmt-ignore
export const zba = defineInstructions('Zba', {
  //             funct7  rs2   rs1   f3  rd    opcode    format, semantics
  'add.uw':    ['0000100 ..... ..... 000 ..... 0111011', R, addWord],
  sh1add:      ['0010000 ..... ..... 010 ..... 0110011', R, shiftAdd(1)],
  sh2add:      ['0010000 ..... ..... 100 ..... 0110011', R, shiftAdd(2)],
  sh3add:      ['0010000 ..... ..... 110 ..... 0110011', R, shiftAdd(3)],
  'sh1add.uw': ['0010000 ..... ..... 010 ..... 0111011', R, shiftAddWord(1)],
  'sh2add.uw': ['0010000 ..... ..... 100 ..... 0111011', R, shiftAddWord(2)],
  'sh3add.uw': ['0010000 ..... ..... 110 ..... 0111011', R, shiftAddWord(3)],
  'slli.uw':   ['000010. ..... ..... 001 ..... 0011011', SHAMT6, shiftWord],
});
