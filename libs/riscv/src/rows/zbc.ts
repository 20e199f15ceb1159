import { defineInstructions, formats } from '@reprise/isa';
import { rr } from './shapes.ts';

const { R } = formats;

/** Carry-less multiplication. RISC-V Unprivileged, "B" extension, Zbc. */
// oxfmt-ignore
export const zbc = defineInstructions('Zbc', {
  //        funct7  rs2   rs1   f3  rd    opcode    format, semantics
  clmul:  ['0000101 ..... ..... 001 ..... 0110011', R, rr('i64.clmul')],
  clmulr: ['0000101 ..... ..... 010 ..... 0110011', R, rr('i64.clmulr')],
  clmulh: ['0000101 ..... ..... 011 ..... 0110011', R, rr('i64.clmulh')],
});
