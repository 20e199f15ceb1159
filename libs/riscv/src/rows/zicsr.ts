import type { Builder, Semantics, Value } from '@reprise/ir';
import { defineInstructions, formats, type Format, type Instruction } from '@reprise/isa';
import { CsrOperation } from '../csr/access.ts';

const { CSR, CSRI, NONE } = formats;
const NUMBER_BITS = 12;

const { WRITE, SET, CLEAR } = CsrOperation;

/** Bit 0: rd is not x0, so the old value is wanted. Bit 1: the rs1 field is not 0, so set and clear do write. */
const wanted = (m: Builder): Value => {
  const isNamed = (register: 'rd' | 'rs1'): Value => m.op('i64.extend_i32_u', m.op('i64.ne', m.registerNumber(register), 0));
  return m.op('i64.or', isNamed('rd'), m.op('i64.shl', isNamed('rs1'), 1));
};

/** The helper `csr` takes the CSR's number, the operation, its operand and `wanted`; it gives the old value. */
export const accessByNumber = (m: Builder, operation: number, source: Value): void =>
  m.setX('rd', m.call('csr', m.imm(), m.const(operation), source, wanted(m)));

const fromRegister = (m: Builder): Value => m.x('rs1');
const fromField = (m: Builder): Value => m.registerNumber('rs1');

/** The CSR instructions: pattern, format, operation, and what they write, set or clear. */
// oxfmt-ignore
export const csrInstructions = {
  //         csr          rs1   f3  rd    opcode    format
  csrrw:  ['............ ..... 001 ..... 1110011', CSR,  WRITE, fromRegister], // §6.1
  csrrs:  ['............ ..... 010 ..... 1110011', CSR,  SET,   fromRegister],
  csrrc:  ['............ ..... 011 ..... 1110011', CSR,  CLEAR, fromRegister],
  csrrwi: ['............ ..... 101 ..... 1110011', CSRI, WRITE, fromField],
  csrrsi: ['............ ..... 110 ..... 1110011', CSRI, SET,   fromField],
  csrrci: ['............ ..... 111 ..... 1110011', CSRI, CLEAR, fromField],
} as const satisfies Record<string, readonly [pattern: string, format: Format, operation: number, source: (m: Builder) => Value]>;

/** Rows for all of them, with what each means; `number` is the CSR's if it is known. */
export function csrRows(meaning: (operation: number, source: (m: Builder) => Value) => Semantics, number?: number): readonly Instruction[] {
  const digits = number?.toString(2).padStart(NUMBER_BITS, '0') ?? '.'.repeat(NUMBER_BITS);
  const rows = Object.entries(csrInstructions).map(([name, [pattern, format, operation, source]]) => [name, [digits + pattern.slice(NUMBER_BITS), format, meaning(operation, source)]] as const);
  return defineInstructions('Zicsr', Object.fromEntries(rows));
}

/** Control and status registers. RISC-V Unprivileged, chapter 6 (Zicsr). */
export const zicsr = csrRows((operation, source) => (m) => accessByNumber(m, operation, source(m)));

/** RISC-V Unprivileged, chapter 5 (Zifencei). */
// oxfmt-ignore
export const zifencei = defineInstructions('Zifencei', {
  'fence.i': ['............ ..... 001 ..... 0001111', NONE, () => {}], // decoded code follows every store by itself
});
