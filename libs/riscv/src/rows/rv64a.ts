import type { Builder, OpName, Semantics, Value } from '@reprise/ir';
import { defineInstructions, formats } from '@reprise/isa';
import { word } from './shapes.ts';

const { AMO, LR } = formats;

type Width = 'w' | 'd';

/** What memory gets, from what it held and rs2; both sign-extended for words, which keeps their unsigned order too. */
type Combine = (m: Builder, memory: Value, operand: Value) => Value;

const swap: Combine = (_, _memory, operand) => operand;
const combine = (op: OpName): Combine => (m, memory, operand) => m.op(op, memory, operand);
const least = (less: OpName): Combine => (m, memory, operand) => m.select(m.op(less, memory, operand), memory, operand);
const greatest = (less: OpName): Combine => (m, memory, operand) => m.select(m.op(less, memory, operand), operand, memory);

const amo = (width: Width, result: Combine): Semantics => (m) => {
  const address = m.x('rs1');
  const operand = width === 'w' ? word(m, m.x('rs2')) : m.x('rs2');
  const memory = m.load(width, address, { intent: 'modify', aligned: true });
  m.store(width, address, result(m, memory, operand), { aligned: true });
  m.setX('rd', memory);
};

const NO_RESERVATION = -1;

const loadReserved = (width: Width): Semantics => (m) => {
  const address = m.x('rs1');
  const memory = m.load(width, address, { aligned: true });
  m.set('reservation', address);
  m.setX('rd', memory);
};

const storeConditional = (width: Width): Semantics => (m) => {
  const address = m.x('rs1');
  const value = m.x('rs2');
  const reserved = m.op('i64.eq', m.get('reservation'), address);
  const misaligned = m.op('i64.ne', m.op('i64.and', address, width === 'w' ? 3 : 7), 0);
  // A misaligned address is a fault with or without a reservation (§13.2), and the store is what finds it.
  m.if(m.op('i32.or', reserved, misaligned), () => m.store(width, address, value, { aligned: true }));
  m.set('reservation', m.const(NO_RESERVATION));
  m.setX('rd', m.op('i64.extend_i32_u', m.op('i32.eqz', reserved)));
};

/** Atomics. RISC-V Unprivileged, chapter 13 (A). Harts take turns, so aq and rl order what is ordered already. */
// oxfmt-ignore
export const rv64a = defineInstructions('A', {
  //              funct5 aq rl rs2  rs1   f3  rd    opcode    format, semantics
  'lr.w':      ['00010 . . 00000 ..... 010 ..... 0101111', LR,  loadReserved('w')], // §13.2
  'lr.d':      ['00010 . . 00000 ..... 011 ..... 0101111', LR,  loadReserved('d')],
  'sc.w':      ['00011 . . ..... ..... 010 ..... 0101111', AMO, storeConditional('w')],
  'sc.d':      ['00011 . . ..... ..... 011 ..... 0101111', AMO, storeConditional('d')],
  'amoswap.w': ['00001 . . ..... ..... 010 ..... 0101111', AMO, amo('w', swap)], // §13.4
  'amoadd.w':  ['00000 . . ..... ..... 010 ..... 0101111', AMO, amo('w', combine('i64.add'))],
  'amoxor.w':  ['00100 . . ..... ..... 010 ..... 0101111', AMO, amo('w', combine('i64.xor'))],
  'amoand.w':  ['01100 . . ..... ..... 010 ..... 0101111', AMO, amo('w', combine('i64.and'))],
  'amoor.w':   ['01000 . . ..... ..... 010 ..... 0101111', AMO, amo('w', combine('i64.or'))],
  'amomin.w':  ['10000 . . ..... ..... 010 ..... 0101111', AMO, amo('w', least('i64.lt_s'))],
  'amomax.w':  ['10100 . . ..... ..... 010 ..... 0101111', AMO, amo('w', greatest('i64.lt_s'))],
  'amominu.w': ['11000 . . ..... ..... 010 ..... 0101111', AMO, amo('w', least('i64.lt_u'))],
  'amomaxu.w': ['11100 . . ..... ..... 010 ..... 0101111', AMO, amo('w', greatest('i64.lt_u'))],
  'amoswap.d': ['00001 . . ..... ..... 011 ..... 0101111', AMO, amo('d', swap)],
  'amoadd.d':  ['00000 . . ..... ..... 011 ..... 0101111', AMO, amo('d', combine('i64.add'))],
  'amoxor.d':  ['00100 . . ..... ..... 011 ..... 0101111', AMO, amo('d', combine('i64.xor'))],
  'amoand.d':  ['01100 . . ..... ..... 011 ..... 0101111', AMO, amo('d', combine('i64.and'))],
  'amoor.d':   ['01000 . . ..... ..... 011 ..... 0101111', AMO, amo('d', combine('i64.or'))],
  'amomin.d':  ['10000 . . ..... ..... 011 ..... 0101111', AMO, amo('d', least('i64.lt_s'))],
  'amomax.d':  ['10100 . . ..... ..... 011 ..... 0101111', AMO, amo('d', greatest('i64.lt_s'))],
  'amominu.d': ['11000 . . ..... ..... 011 ..... 0101111', AMO, amo('d', least('i64.lt_u'))],
  'amomaxu.d': ['11100 . . ..... ..... 011 ..... 0101111', AMO, amo('d', greatest('i64.lt_u'))],
});
