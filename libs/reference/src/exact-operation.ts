import type { FpOpName } from '@reprise/ir';
import { F32, F64, fp, I32, I64, U32, U64, type FloatResult, type Format, type IntegerType, type RoundingMode } from '@reprise/softfloat';

type Operation = (a: bigint, b: bigint, c: bigint, rm: RoundingMode) => FloatResult;

const WORD_MASK = 0xffff_ffffn;

const binary = (f: (format: Format, a: bigint, b: bigint, rm: RoundingMode) => FloatResult, format: Format): Operation =>
  (a, b, _, rm) => f(format, a, b, rm);
const compared = (f: (format: Format, a: bigint, b: bigint) => FloatResult, format: Format): Operation => (a, b) => f(format, a, b);

/** 32-bit results are sign-extended, the unsigned ones too. */
const toInteger = (format: Format, type: IntegerType): Operation => (a, _b, _c, rm) => {
  const { bits, flags } = fp.toInteger(format, a, type, rm);
  return { bits: BigInt.asUintN(64, type.width === 32 ? BigInt.asIntN(32, bits) : bits), flags };
};

const fromInteger = (format: Format, type: IntegerType): Operation => (a, _b, _c, rm) =>
  fp.fromInteger(format, type.isSigned ? BigInt.asIntN(type.width, a) : BigInt.asUintN(type.width, a), rm);

/** Every operation by exact arithmetic over BigInt. */
// oxfmt-ignore
const operations: Readonly<Record<FpOpName, Operation>> = {
  'add.s':    binary(fp.add, F32),
  'sub.s':    binary(fp.sub, F32),
  'mul.s':    binary(fp.mul, F32),
  'div.s':    binary(fp.div, F32),
  'sqrt.s':   (a, _b, _c, rm) => fp.sqrt(F32, a, rm),
  'fma.s':    (a, b, c, rm) => fp.fma(F32, a, b, c, rm),
  'add.d':    binary(fp.add, F64),
  'sub.d':    binary(fp.sub, F64),
  'mul.d':    binary(fp.mul, F64),
  'div.d':    binary(fp.div, F64),
  'sqrt.d':   (a, _b, _c, rm) => fp.sqrt(F64, a, rm),
  'fma.d':    (a, b, c, rm) => fp.fma(F64, a, b, c, rm),
  'min.s':    compared(fp.min, F32),
  'max.s':    compared(fp.max, F32),
  'eq.s':     compared(fp.eq, F32),
  'lt.s':     compared(fp.lt, F32),
  'le.s':     compared(fp.le, F32),
  'class.s':  (a) => fp.classify(F32, a),
  'min.d':    compared(fp.min, F64),
  'max.d':    compared(fp.max, F64),
  'eq.d':     compared(fp.eq, F64),
  'lt.d':     compared(fp.lt, F64),
  'le.d':     compared(fp.le, F64),
  'class.d':  (a) => fp.classify(F64, a),
  'cvt.w.s':  toInteger(F32, I32),
  'cvt.wu.s': toInteger(F32, U32),
  'cvt.l.s':  toInteger(F32, I64),
  'cvt.lu.s': toInteger(F32, U64),
  'cvt.w.d':  toInteger(F64, I32),
  'cvt.wu.d': toInteger(F64, U32),
  'cvt.l.d':  toInteger(F64, I64),
  'cvt.lu.d': toInteger(F64, U64),
  'cvt.s.w':  fromInteger(F32, I32),
  'cvt.s.wu': fromInteger(F32, U32),
  'cvt.s.l':  fromInteger(F32, I64),
  'cvt.s.lu': fromInteger(F32, U64),
  'cvt.d.w':  fromInteger(F64, I32),
  'cvt.d.wu': fromInteger(F64, U32),
  'cvt.d.l':  fromInteger(F64, I64),
  'cvt.d.lu': fromInteger(F64, U64),
  'cvt.s.d':  (a, _b, _c, rm) => fp.convert(F64, F32, a, rm),
  'cvt.d.s':  (a, _b, _c, rm) => fp.convert(F32, F64, a, rm),
};

/** A single-precision operand is the low word of its value. */
const isSingle = (op: FpOpName): boolean => op.endsWith('.s') && !op.startsWith('cvt.s');

/** The result of a floating-point operation as `fpOps` of the IR describes it, with the flags it raises. */
export function exactOperation(op: FpOpName, args: readonly bigint[], rm: RoundingMode): FloatResult {
  const [a = 0n, b = 0n, c = 0n] = isSingle(op) ? args.map((arg) => arg & WORD_MASK) : args;
  return operations[op](a, b, c, rm);
}
