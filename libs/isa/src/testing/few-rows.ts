import * as formats from '../format.ts';
import { defineCompressed, defineInstructions } from '../instruction.ts';

const nothing = (): void => {};

/** A few rows of each shape, for the specs of what works on tables. */
// oxfmt-ignore
export const fewInstructions = [
  ...defineInstructions('I', {
    lui:      ['....... ..... ..... ... ..... 0110111', formats.U, nothing],
    auipc:    ['....... ..... ..... ... ..... 0010111', formats.U, nothing],
    jal:      ['....... ..... ..... ... ..... 1101111', formats.J, nothing],
    jalr:     ['....... ..... ..... 000 ..... 1100111', formats.LOAD, nothing],
    beq:      ['....... ..... ..... 000 ..... 1100011', formats.B, nothing],
    lw:       ['....... ..... ..... 010 ..... 0000011', formats.LOAD, nothing],
    sd:       ['....... ..... ..... 011 ..... 0100011', formats.S, nothing],
    addi:     ['....... ..... ..... 000 ..... 0010011', formats.I, nothing],
    ori:      ['....... ..... ..... 110 ..... 0010011', formats.I, nothing],
    addiw:    ['....... ..... ..... 000 ..... 0011011', formats.I, nothing],
    slli:     ['000000. ..... ..... 001 ..... 0010011', formats.SHAMT6, nothing],
    add:      ['0000000 ..... ..... 000 ..... 0110011', formats.R, nothing],
    fence:    ['....... ..... ..... 000 ..... 0001111', formats.FENCE, nothing],
    ecall:    ['0000000 00000 00000 000 00000 1110011', formats.NONE, nothing],
  }),
  ...defineInstructions('A', {
    'lr.d':      ['00010 . . 00000 ..... 011 ..... 0101111', formats.LR,  nothing],
    'amoadd.w':  ['00000 . . ..... ..... 010 ..... 0101111', formats.AMO, nothing],
  }),
  ...defineInstructions('Zicsr', {
    csrrw:    ['....... ..... ..... 001 ..... 1110011', formats.CSR, nothing],
    csrrsi:   ['....... ..... ..... 110 ..... 1110011', formats.CSRI, nothing],
  }),
  ...defineInstructions('D', {
    'fadd.d':  ['0000001 ..... ..... ... ..... 1010011', formats.FR_RM, nothing],
    'fmadd.d': ['.....01 ..... ..... ... ..... 1000011', formats.FR4, nothing],
  }),
];

// oxfmt-ignore
export const fewCompressed = defineCompressed('C', {
  'c.addi':     ['000 .   .....  ..... 01', formats.CI, 'addi', (o) => ({ ...o, rs1: o.rd }), ({ rd }) => rd !== 0],
  'c.lwsp':     ['010 .   .....  ..... 10', formats.CI_LWSP, 'lw', (o) => ({ ...o, rs1: 2 })],
  'c.addi16sp': ['011 .   00010  ..... 01', formats.CI_16SP, 'addi', ({ imm }) => ({ rd: 2, rs1: 2, imm })],
  'c.lui':      ['011 .   .....  ..... 01', formats.CI_LUI, 'lui', (o) => o],
  'c.beqz':     ['110 ... ...    ..... 01', formats.CB, 'beq', (o) => o],
});
