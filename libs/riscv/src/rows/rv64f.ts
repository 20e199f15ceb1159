import { defineInstructions, formats } from '@reprise/isa';
import { floatShapes, single } from './float-shapes.ts';

const { FCMP, FLOAD, FR, FR1_RM, FR4, FR_RM, FSTORE, F_TO_X, F_TO_X_RM, X_TO_F, X_TO_F_RM } = formats;

const {
  load, store, arithmetic, compare, sqrt, classify, fused, copySign, copyNegatedSign, multiplySigns, toInteger, fromInteger,
  moveToX, moveFromX,
} = floatShapes(single);

/** Single-precision floating point. RISC-V Unprivileged, chapter 20 (F). */
// oxfmt-ignore
export const rv64f = defineInstructions('F', {
  //             rs3  fmt rs2  rs1   rm  rd    opcode    format,    semantics
  flw:         ['..... .. ..... ..... 010 ..... 0000111', FLOAD,     load], // §20.5
  fsw:         ['..... .. ..... ..... 010 ..... 0100111', FSTORE,    store],
  'fmadd.s':   ['..... 00 ..... ..... ... ..... 1000011', FR4,       fused(false, false)], // §20.6
  'fmsub.s':   ['..... 00 ..... ..... ... ..... 1000111', FR4,       fused(false, true)],
  'fnmsub.s':  ['..... 00 ..... ..... ... ..... 1001011', FR4,       fused(true, false)],
  'fnmadd.s':  ['..... 00 ..... ..... ... ..... 1001111', FR4,       fused(true, true)],
  'fadd.s':    ['00000 00 ..... ..... ... ..... 1010011', FR_RM,     arithmetic('add')],
  'fsub.s':    ['00001 00 ..... ..... ... ..... 1010011', FR_RM,     arithmetic('sub')],
  'fmul.s':    ['00010 00 ..... ..... ... ..... 1010011', FR_RM,     arithmetic('mul')],
  'fdiv.s':    ['00011 00 ..... ..... ... ..... 1010011', FR_RM,     arithmetic('div')],
  'fsqrt.s':   ['01011 00 00000 ..... ... ..... 1010011', FR1_RM,    sqrt],
  'fmin.s':    ['00101 00 ..... ..... 000 ..... 1010011', FR,        arithmetic('min')],
  'fmax.s':    ['00101 00 ..... ..... 001 ..... 1010011', FR,        arithmetic('max')],
  'fcvt.w.s':  ['11000 00 00000 ..... ... ..... 1010011', F_TO_X_RM, toInteger('cvt.w.s')], // §20.7
  'fcvt.wu.s': ['11000 00 00001 ..... ... ..... 1010011', F_TO_X_RM, toInteger('cvt.wu.s')],
  'fcvt.l.s':  ['11000 00 00010 ..... ... ..... 1010011', F_TO_X_RM, toInteger('cvt.l.s')],
  'fcvt.lu.s': ['11000 00 00011 ..... ... ..... 1010011', F_TO_X_RM, toInteger('cvt.lu.s')],
  'fcvt.s.w':  ['11010 00 00000 ..... ... ..... 1010011', X_TO_F_RM, fromInteger('cvt.s.w')],
  'fcvt.s.wu': ['11010 00 00001 ..... ... ..... 1010011', X_TO_F_RM, fromInteger('cvt.s.wu')],
  'fcvt.s.l':  ['11010 00 00010 ..... ... ..... 1010011', X_TO_F_RM, fromInteger('cvt.s.l')],
  'fcvt.s.lu': ['11010 00 00011 ..... ... ..... 1010011', X_TO_F_RM, fromInteger('cvt.s.lu')],
  'fsgnj.s':   ['00100 00 ..... ..... 000 ..... 1010011', FR,        copySign],
  'fsgnjn.s':  ['00100 00 ..... ..... 001 ..... 1010011', FR,        copyNegatedSign],
  'fsgnjx.s':  ['00100 00 ..... ..... 010 ..... 1010011', FR,        multiplySigns],
  'fmv.x.w':   ['11100 00 00000 ..... 000 ..... 1010011', F_TO_X,    moveToX],
  'fmv.w.x':   ['11110 00 00000 ..... 000 ..... 1010011', X_TO_F,    moveFromX],
  'feq.s':     ['10100 00 ..... ..... 010 ..... 1010011', FCMP,      compare('eq')], // §20.8
  'flt.s':     ['10100 00 ..... ..... 001 ..... 1010011', FCMP,      compare('lt')],
  'fle.s':     ['10100 00 ..... ..... 000 ..... 1010011', FCMP,      compare('le')],
  'fclass.s':  ['11100 00 00000 ..... 001 ..... 1010011', F_TO_X,    classify], // §20.9
});
