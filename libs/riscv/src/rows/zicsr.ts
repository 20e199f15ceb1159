import type { Builder, Semantics, Value } from '@reprise/ir';
import { defineInstructions, formats } from '@reprise/isa';

const { CSR, CSRI, NONE } = formats;

const WRITE = 0;
const SET = 1;
const CLEAR = 2;

/** Bit 0: rd is not x0, so the old value is wanted. Bit 1: the rs1 field is not 0, so set and clear do write. */
const wanted = (m: Builder): Value => {
  const isNamed = (register: 'rd' | 'rs1'): Value => m.op('i64.extend_i32_u', m.op('i64.ne', m.registerNumber(register), 0));
  return m.op('i64.or', isNamed('rd'), m.op('i64.shl', isNamed('rs1'), 1));
};

/** The helper `csr` takes the CSR's number, the operation, its operand and `wanted`; it gives the old value. */
const csr = (operation: number, source: (m: Builder) => Value): Semantics => (m) =>
  m.setX('rd', m.call('csr', m.imm(), m.const(operation), source(m), wanted(m)));
const fromRegister = (m: Builder): Value => m.x('rs1');
const fromField = (m: Builder): Value => m.registerNumber('rs1');

/** Control and status registers. RISC-V Unprivileged, chapter 6 (Zicsr). */
// oxfmt-ignore
export const zicsr = defineInstructions('Zicsr', {
  //         csr          rs1   f3  rd    opcode    format, semantics
  csrrw:  ['............ ..... 001 ..... 1110011', CSR,  csr(WRITE, fromRegister)], // §6.1
  csrrs:  ['............ ..... 010 ..... 1110011', CSR,  csr(SET, fromRegister)],
  csrrc:  ['............ ..... 011 ..... 1110011', CSR,  csr(CLEAR, fromRegister)],
  csrrwi: ['............ ..... 101 ..... 1110011', CSRI, csr(WRITE, fromField)],
  csrrsi: ['............ ..... 110 ..... 1110011', CSRI, csr(SET, fromField)],
  csrrci: ['............ ..... 111 ..... 1110011', CSRI, csr(CLEAR, fromField)],
});

/** RISC-V Unprivileged, chapter 5 (Zifencei). */
// oxfmt-ignore
export const zifencei = defineInstructions('Zifencei', {
  'fence.i': ['............ ..... 001 ..... 0001111', NONE, () => {}], // decoded code follows every store by itself
});
