import type { OpName, Semantics } from '@reprise/ir';
import { defineInstructions, formats } from '@reprise/isa';
import { rr, rrw, word, zeroExtendWord } from './shapes.ts';

const { R } = formats;

/** Division of words: done in 64 bits, where -2^31 / -1 does not overflow, and cut down afterwards. */
const signedWords = (op: OpName): Semantics => (m) => m.setX('rd', word(m, m.op(op, word(m, m.x('rs1')), word(m, m.x('rs2')))));
const unsignedWords = (op: OpName): Semantics => (m) =>
  m.setX('rd', word(m, m.op(op, zeroExtendWord(m, m.x('rs1')), zeroExtendWord(m, m.x('rs2')))));

/** Integer multiplication and division. RISC-V Unprivileged, chapter 12 (M). */
// oxfmt-ignore
export const rv64m = defineInstructions('M', {
  //        funct7  rs2   rs1   f3  rd    opcode    format, semantics
  mul:    ['0000001 ..... ..... 000 ..... 0110011', R, rr('i64.mul')], // §12.1
  mulh:   ['0000001 ..... ..... 001 ..... 0110011', R, rr('i64.mulh_s')],
  mulhsu: ['0000001 ..... ..... 010 ..... 0110011', R, rr('i64.mulh_su')],
  mulhu:  ['0000001 ..... ..... 011 ..... 0110011', R, rr('i64.mulh_u')],
  mulw:   ['0000001 ..... ..... 000 ..... 0111011', R, rrw('i32.mul')],
  div:    ['0000001 ..... ..... 100 ..... 0110011', R, rr('i64.div_s')], // §12.2
  divu:   ['0000001 ..... ..... 101 ..... 0110011', R, rr('i64.div_u')],
  rem:    ['0000001 ..... ..... 110 ..... 0110011', R, rr('i64.rem_s')],
  remu:   ['0000001 ..... ..... 111 ..... 0110011', R, rr('i64.rem_u')],
  divw:   ['0000001 ..... ..... 100 ..... 0111011', R, signedWords('i64.div_s')],
  divuw:  ['0000001 ..... ..... 101 ..... 0111011', R, unsignedWords('i64.div_u')],
  remw:   ['0000001 ..... ..... 110 ..... 0111011', R, signedWords('i64.rem_s')],
  remuw:  ['0000001 ..... ..... 111 ..... 0111011', R, unsignedWords('i64.rem_u')],
});
