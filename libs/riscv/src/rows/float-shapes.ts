import type { Builder, FpOpName, Semantics, Value } from '@reprise/ir';
import { address } from './shapes.ts';

/** The shapes of floating-point semantics, for either precision. */

type Operand = 'rs1' | 'rs2' | 'rs3';

/** How values of one precision lie in the 64-bit registers. */
export interface Precision {
  readonly suffix: 's' | 'd';
  readonly width: 'w' | 'd';
  readonly signBit: bigint;
  /** A register as an operand. */
  readonly read: (m: Builder, register: Operand) => Value;
  /** A result as a register holds it. */
  readonly pack: (m: Builder, value: Value) => Value;
}

const BOX = 0xffff_ffff_0000_0000n;
const CANONICAL_NAN = 0x7fc0_0000n;

/** A valid box is above all other values: its upper half is all ones. Anything else is the canonical NaN (§21.2, NaN boxing). */
const unbox = (m: Builder, value: Value): Value => m.select(m.op('i64.ge_u', value, BOX), value, m.const(CANONICAL_NAN));

export const single: Precision = {
  suffix: 's',
  width: 'w',
  signBit: 1n << 31n,
  read: (m, register) => unbox(m, m.f(register)),
  pack: (m, value) => m.op('i64.or', value, BOX),
};

export const double: Precision = {
  suffix: 'd',
  width: 'd',
  signBit: 1n << 63n,
  read: (m, register) => m.f(register),
  pack: (_, value) => value,
};

/** Every floating-point instruction is illegal while mstatus.FS is Off. */
const usingFp = (semantics: Semantics): Semantics => (m) => {
  m.requireFp();
  semantics(m);
};

/** The shapes of one precision; rows name the operation. */
export function floatShapes(precision: Precision) {
  const { suffix, width, signBit, read, pack } = precision;
  const setF = (m: Builder, value: Value): void => m.setF('rd', pack(m, value));
  const negated = (m: Builder, value: Value): Value => m.op('i64.xor', value, signBit);

  type Arithmetic = 'add' | 'sub' | 'mul' | 'div' | 'min' | 'max';
  type Comparison = 'eq' | 'lt' | 'le';
  type SignOp = (m: Builder, value: Value, other: Value) => Value;

  const arithmetic = (op: Arithmetic): Semantics => usingFp((m) => setF(m, m.fp(`${op}.${suffix}`, read(m, 'rs1'), read(m, 'rs2'))));
  const compare = (op: Comparison): Semantics => usingFp((m) => m.setX('rd', m.fp(`${op}.${suffix}`, read(m, 'rs1'), read(m, 'rs2'))));
  const injectSign = (sign: SignOp): Semantics => usingFp((m) => {
    const [magnitude, other] = [read(m, 'rs1'), read(m, 'rs2')];
    setF(m, m.op('i64.or', m.op('i64.and', magnitude, signBit - 1n), m.op('i64.and', sign(m, magnitude, other), signBit)));
  });

  return {
    load: usingFp((m) => setF(m, m.load(width, address(m), { signed: false }))),
    store: usingFp((m) => m.store(width, address(m), m.f('rs2'))), // the bits as they are, boxed or not
    arithmetic,
    compare,
    sqrt: usingFp((m) => setF(m, m.fp(`sqrt.${suffix}`, read(m, 'rs1')))),
    classify: usingFp((m) => m.setX('rd', m.fp(`class.${suffix}`, read(m, 'rs1')))),
    /** rs1 * rs2 + rs3, rounded once; the product, the addend or both may be negated first. */
    fused: (negateProduct: boolean, negateAddend: boolean): Semantics => usingFp((m) => {
      const [a, b, c] = [read(m, 'rs1'), read(m, 'rs2'), read(m, 'rs3')];
      setF(m, m.fp(`fma.${suffix}`, negateProduct ? negated(m, a) : a, b, negateAddend ? negated(m, c) : c));
    }),
    copySign: injectSign((_, _value, other) => other),
    copyNegatedSign: injectSign((m, _value, other) => m.op('i64.xor', other, -1)),
    multiplySigns: injectSign((m, value, other) => m.op('i64.xor', value, other)),
    toInteger: (op: FpOpName): Semantics => usingFp((m) => m.setX('rd', m.fp(op, read(m, 'rs1')))),
    fromInteger: (op: FpOpName): Semantics => usingFp((m) => setF(m, m.fp(op, m.x('rs1')))),
    convertFrom: (source: Precision, op: FpOpName): Semantics => usingFp((m) => setF(m, m.fp(op, source.read(m, 'rs1')))),
    /** Moves bits between the register files, untouched. */
    moveToX: usingFp((m) => m.setX('rd', width === 'w' ? m.op('i64.extend32_s', m.f('rs1')) : m.f('rs1'))),
    moveFromX: usingFp((m) => setF(m, width === 'w' ? m.op('i64.and', m.x('rs1'), 0xffff_ffff) : m.x('rs1'))),
  };
}
