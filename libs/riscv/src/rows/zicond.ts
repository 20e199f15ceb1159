import type { Builder, Semantics, Value } from '@reprise/ir';
import { defineInstructions, formats } from '@reprise/isa';

const { R } = formats;

const zeroIf = (condition: (m: Builder) => Value): Semantics => (m) =>
  m.setX('rd', m.select(condition(m), m.const(0), m.x('rs1')));

/** Conditional zeroing. RISC-V Unprivileged, chapter 11 (Zicond). */
// oxfmt-ignore
export const zicond = defineInstructions('Zicond', {
  //             funct7  rs2   rs1   f3  rd    opcode    format, semantics
  'czero.eqz': ['0000111 ..... ..... 101 ..... 0110011', R, zeroIf((m) => m.op('i64.eqz', m.x('rs2')))],
  'czero.nez': ['0000111 ..... ..... 111 ..... 0110011', R, zeroIf((m) => m.op('i64.ne', m.x('rs2'), 0))],
});
