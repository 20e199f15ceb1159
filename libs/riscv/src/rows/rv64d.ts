import { defineInstructions, formats } from '@reprise/isa';
import { double, floatShapes, single } from './float-shapes.ts';

const { FCMP, FLOAD, FR, FR1_RM, FR4, FR_RM, FSTORE, F_TO_X, F_TO_X_RM, X_TO_F, X_TO_F_RM } = formats;

const {
  load, store, arithmetic, compare, sqrt, classify, fused, copySign, copyNegatedSign, multiplySigns, toInteger, fromInteger,
  convertFrom, moveToX, moveFromX,
} = floatShapes(double);

const toSingle = floatShapes(single).convertFrom(double, 'cvt.s.d');
const fromSingle = convertFrom(single, 'cvt.d.s');

/** Double-precision floating point. RISC-V Unprivileged, chapter 21 (D). */
// oxfmt-ignore
export const rv64d = defineInstructions('D', {
  //             rs3  fmt rs2  rs1   rm  rd    opcode    format,    semantics
  fld:         ['..... .. ..... ..... 011 ..... 0000111', FLOAD,     load], // §21.3
  fsd:         ['..... .. ..... ..... 011 ..... 0100111', FSTORE,    store],
  'fmadd.d':   ['..... 01 ..... ..... ... ..... 1000011', FR4,       fused(false, false)], // §21.4
  'fmsub.d':   ['..... 01 ..... ..... ... ..... 1000111', FR4,       fused(false, true)],
  'fnmsub.d':  ['..... 01 ..... ..... ... ..... 1001011', FR4,       fused(true, false)],
  'fnmadd.d':  ['..... 01 ..... ..... ... ..... 1001111', FR4,       fused(true, true)],
  'fadd.d':    ['00000 01 ..... ..... ... ..... 1010011', FR_RM,     arithmetic('add')],
  'fsub.d':    ['00001 01 ..... ..... ... ..... 1010011', FR_RM,     arithmetic('sub')],
  'fmul.d':    ['00010 01 ..... ..... ... ..... 1010011', FR_RM,     arithmetic('mul')],
  'fdiv.d':    ['00011 01 ..... ..... ... ..... 1010011', FR_RM,     arithmetic('div')],
  'fsqrt.d':   ['01011 01 00000 ..... ... ..... 1010011', FR1_RM,    sqrt],
  'fmin.d':    ['00101 01 ..... ..... 000 ..... 1010011', FR,        arithmetic('min')],
  'fmax.d':    ['00101 01 ..... ..... 001 ..... 1010011', FR,        arithmetic('max')],
  'fcvt.w.d':  ['11000 01 00000 ..... ... ..... 1010011', F_TO_X_RM, toInteger('cvt.w.d')], // §21.5
  'fcvt.wu.d': ['11000 01 00001 ..... ... ..... 1010011', F_TO_X_RM, toInteger('cvt.wu.d')],
  'fcvt.l.d':  ['11000 01 00010 ..... ... ..... 1010011', F_TO_X_RM, toInteger('cvt.l.d')],
  'fcvt.lu.d': ['11000 01 00011 ..... ... ..... 1010011', F_TO_X_RM, toInteger('cvt.lu.d')],
  'fcvt.d.w':  ['11010 01 00000 ..... ... ..... 1010011', X_TO_F_RM, fromInteger('cvt.d.w')],
  'fcvt.d.wu': ['11010 01 00001 ..... ... ..... 1010011', X_TO_F_RM, fromInteger('cvt.d.wu')],
  'fcvt.d.l':  ['11010 01 00010 ..... ... ..... 1010011', X_TO_F_RM, fromInteger('cvt.d.l')],
  'fcvt.d.lu': ['11010 01 00011 ..... ... ..... 1010011', X_TO_F_RM, fromInteger('cvt.d.lu')],
  'fcvt.s.d':  ['01000 00 00001 ..... ... ..... 1010011', FR1_RM,    toSingle],
  'fcvt.d.s':  ['01000 01 00000 ..... ... ..... 1010011', FR1_RM,    fromSingle],
  'fsgnj.d':   ['00100 01 ..... ..... 000 ..... 1010011', FR,        copySign],
  'fsgnjn.d':  ['00100 01 ..... ..... 001 ..... 1010011', FR,        copyNegatedSign],
  'fsgnjx.d':  ['00100 01 ..... ..... 010 ..... 1010011', FR,        multiplySigns],
  'fmv.x.d':   ['11100 01 00000 ..... 000 ..... 1010011', F_TO_X,    moveToX],
  'fmv.d.x':   ['11110 01 00000 ..... 000 ..... 1010011', X_TO_F,    moveFromX],
  'feq.d':     ['10100 01 ..... ..... 010 ..... 1010011', FCMP,      compare('eq')], // §21.6
  'flt.d':     ['10100 01 ..... ..... 001 ..... 1010011', FCMP,      compare('lt')],
  'fle.d':     ['10100 01 ..... ..... 000 ..... 1010011', FCMP,      compare('le')],
  'fclass.d':  ['11100 01 00000 ..... 001 ..... 1010011', F_TO_X,    classify], // §21.7
});
