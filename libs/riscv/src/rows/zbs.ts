import type { Builder, OpName, Semantics, Value } from '@reprise/ir';
import { defineInstructions, formats } from '@reprise/isa';

const { R, SHAMT6 } = formats;

const byRegister = (m: Builder): Value => m.x('rs2');
const byImmediate = (m: Builder): Value => m.imm();
type Index = typeof byRegister;

/** The one bit that the index's low 6 bits name. */
const single = (m: Builder, index: Index): Value => m.op('i64.shl', m.const(1), index(m));
const withBit = (op: OpName, index: Index): Semantics => (m) => m.setX('rd', m.op(op, m.x('rs1'), single(m, index)));
const clear = (index: Index): Semantics => (m) =>
  m.setX('rd', m.op('i64.and', m.x('rs1'), m.op('i64.xor', single(m, index), -1)));
const extract = (index: Index): Semantics => (m) => m.setX('rd', m.op('i64.and', m.op('i64.shr_u', m.x('rs1'), index(m)), 1));

/** Single bits. RISC-V Unprivileged, "B" extension, Zbs. */
// oxfmt-ignore
export const zbs = defineInstructions('Zbs', {
  //       funct7  rs2   rs1   f3  rd    opcode    format, semantics
  bclr:  ['0100100 ..... ..... 001 ..... 0110011', R,      clear(byRegister)],
  bclri: ['010010. ..... ..... 001 ..... 0010011', SHAMT6, clear(byImmediate)],
  bext:  ['0100100 ..... ..... 101 ..... 0110011', R,      extract(byRegister)],
  bexti: ['010010. ..... ..... 101 ..... 0010011', SHAMT6, extract(byImmediate)],
  binv:  ['0110100 ..... ..... 001 ..... 0110011', R,      withBit('i64.xor', byRegister)],
  binvi: ['011010. ..... ..... 001 ..... 0010011', SHAMT6, withBit('i64.xor', byImmediate)],
  bset:  ['0010100 ..... ..... 001 ..... 0110011', R,      withBit('i64.or', byRegister)],
  bseti: ['001010. ..... ..... 001 ..... 0010011', SHAMT6, withBit('i64.or', byImmediate)],
});
