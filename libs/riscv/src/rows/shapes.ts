import type { OpName, Semantics, Value, Builder } from '@reprise/ir';

/** The shapes that most semantics have; a row names the operation. */

/** The low 32 bits, sign-extended: what every W instruction leaves (RISC-V Unprivileged, §4.2). */
export const word = (m: Builder, value: Value): Value => m.op('i64.extend32_s', value);

export const zeroExtendWord = (m: Builder, value: Value): Value => m.op('i64.and', value, 0xffff_ffff);

/** Register-register. */
export const rr = (op: OpName): Semantics => (m) => m.setX('rd', m.op(op, m.x('rs1'), m.x('rs2')));

/** Register-immediate. */
export const ri = (op: OpName): Semantics => (m) => m.setX('rd', m.op(op, m.x('rs1'), m.imm()));

type WordOp = Extract<OpName, `i32.${'add' | 'sub' | 'mul' | 'shl' | 'shr_s' | 'shr_u' | 'rotl' | 'rotr'}`>;

const onWords = (m: Builder, op: WordOp, a: Value, b: Value): void =>
  m.setX('rd', m.op('i64.extend_i32_s', m.op(op, m.op('i32.wrap_i64', a), m.op('i32.wrap_i64', b))));

/** Register-register on words: amounts of shifts are taken modulo 32. */
export const rrw = (op: WordOp): Semantics => (m) => onWords(m, op, m.x('rs1'), m.x('rs2'));

/** Register-immediate on words. */
export const riw = (op: WordOp): Semantics => (m) => onWords(m, op, m.x('rs1'), m.imm());

/** One register. */
export const r1 = (op: OpName): Semantics => (m) => m.setX('rd', m.op(op, m.x('rs1')));

/** Sets rd to 1 or 0. */
export const setIf = (op: OpName, second: (m: Builder) => Value): Semantics => (m) =>
  m.setX('rd', m.op('i64.extend_i32_u', m.op(op, m.x('rs1'), second(m))));

export const branchIf = (op: OpName): Semantics => (m) => m.branch(m.op(op, m.x('rs1'), m.x('rs2')));

/** rs1 plus the immediate: the address of plain loads and stores. */
export const address = (m: Builder): Value => m.op('i64.add', m.x('rs1'), m.imm());
