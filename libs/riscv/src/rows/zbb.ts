import type { Builder, OpName, Semantics, Value } from '@reprise/ir';
import { defineInstructions, formats } from '@reprise/isa';
import { r1, ri, riw, rr, rrw, zeroExtendWord } from './shapes.ts';

const { R, R1, SHAMT5, SHAMT6 } = formats;

const invert = (m: Builder, value: Value): Value => m.op('i64.xor', value, -1);
const withInverted = (op: OpName): Semantics => (m) => m.setX('rd', m.op(op, m.x('rs1'), invert(m, m.x('rs2'))));
const xnor: Semantics = (m) => m.setX('rd', invert(m, m.op('i64.xor', m.x('rs1'), m.x('rs2'))));

const least = (less: OpName): Semantics => (m) => {
  const [a, b] = [m.x('rs1'), m.x('rs2')];
  m.setX('rd', m.select(m.op(less, a, b), a, b));
};
const greatest = (less: OpName): Semantics => (m) => {
  const [a, b] = [m.x('rs1'), m.x('rs2')];
  m.setX('rd', m.select(m.op(less, a, b), b, a));
};

const clzw: Semantics = (m) => m.setX('rd', m.op('i64.sub', m.op('i64.clz', zeroExtendWord(m, m.x('rs1'))), 32));
const ctzw: Semantics = (m) => m.setX('rd', m.op('i64.ctz', m.op('i64.or', m.x('rs1'), 1n << 32n))); // the set bit 32 ends the count
const cpopw: Semantics = (m) => m.setX('rd', m.op('i64.popcnt', zeroExtendWord(m, m.x('rs1'))));
const zextH: Semantics = (m) => m.setX('rd', m.op('i64.and', m.x('rs1'), 0xffff));

const LOW_7_OF_BYTES = 0x7f7f_7f7f_7f7f_7f7fn;
const TOP_OF_BYTES = 0x8080_8080_8080_8080n;

/** Each byte becomes 0xff unless it is 0: adding 0x7f carries into bit 7 of the bytes whose low bits are not all clear. */
const orcB: Semantics = (m) => {
  const value = m.x('rs1');
  const carried = m.op('i64.add', m.op('i64.and', value, LOW_7_OF_BYTES), LOW_7_OF_BYTES);
  const nonZero = m.op('i64.and', m.op('i64.or', carried, value), TOP_OF_BYTES);
  m.setX('rd', m.op('i64.mul', m.op('i64.shr_u', nonZero, 7), 0xff));
};

/** Swaps neighbouring groups of `bits` bits; `low` masks the lower group of each pair. */
const swapGroups = (m: Builder, value: Value, bits: number, low: bigint): Value =>
  m.op('i64.or', m.op('i64.shl', m.op('i64.and', value, low), bits), m.op('i64.and', m.op('i64.shr_u', value, bits), low));
const rev8: Semantics = (m) => {
  const bytes = swapGroups(m, m.x('rs1'), 8, 0x00ff_00ff_00ff_00ffn);
  const halves = swapGroups(m, bytes, 16, 0x0000_ffff_0000_ffffn);
  m.setX('rd', m.op('i64.rotl', halves, 32));
};

/** Basic bit manipulation. RISC-V Unprivileged, "B" extension, Zbb. */
// oxfmt-ignore
export const zbb = defineInstructions('Zbb', {
  //          funct7  rs2   rs1   f3  rd    opcode    format, semantics
  andn:     ['0100000 ..... ..... 111 ..... 0110011', R, withInverted('i64.and')],
  orn:      ['0100000 ..... ..... 110 ..... 0110011', R, withInverted('i64.or')],
  xnor:     ['0100000 ..... ..... 100 ..... 0110011', R, xnor],
  clz:      ['0110000 00000 ..... 001 ..... 0010011', R1, r1('i64.clz')],
  clzw:     ['0110000 00000 ..... 001 ..... 0011011', R1, clzw],
  ctz:      ['0110000 00001 ..... 001 ..... 0010011', R1, r1('i64.ctz')],
  ctzw:     ['0110000 00001 ..... 001 ..... 0011011', R1, ctzw],
  cpop:     ['0110000 00010 ..... 001 ..... 0010011', R1, r1('i64.popcnt')],
  cpopw:    ['0110000 00010 ..... 001 ..... 0011011', R1, cpopw],
  max:      ['0000101 ..... ..... 110 ..... 0110011', R, greatest('i64.lt_s')],
  maxu:     ['0000101 ..... ..... 111 ..... 0110011', R, greatest('i64.lt_u')],
  min:      ['0000101 ..... ..... 100 ..... 0110011', R, least('i64.lt_s')],
  minu:     ['0000101 ..... ..... 101 ..... 0110011', R, least('i64.lt_u')],
  'sext.b': ['0110000 00100 ..... 001 ..... 0010011', R1, r1('i64.extend8_s')],
  'sext.h': ['0110000 00101 ..... 001 ..... 0010011', R1, r1('i64.extend16_s')],
  'zext.h': ['0000100 00000 ..... 100 ..... 0111011', R1, zextH],
  rol:      ['0110000 ..... ..... 001 ..... 0110011', R, rr('i64.rotl')],
  rolw:     ['0110000 ..... ..... 001 ..... 0111011', R, rrw('i32.rotl')],
  ror:      ['0110000 ..... ..... 101 ..... 0110011', R, rr('i64.rotr')],
  rorw:     ['0110000 ..... ..... 101 ..... 0111011', R, rrw('i32.rotr')],
  rori:     ['011000. ..... ..... 101 ..... 0010011', SHAMT6, ri('i64.rotr')],
  roriw:    ['0110000 ..... ..... 101 ..... 0011011', SHAMT5, riw('i32.rotr')],
  'orc.b':  ['0010100 00111 ..... 101 ..... 0010011', R1, orcB],
  rev8:     ['0110101 11000 ..... 101 ..... 0010011', R1, rev8],
});
