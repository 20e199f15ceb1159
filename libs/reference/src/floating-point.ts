import { toU64 } from '@reprise/bits';
import type { FpOpName } from '@reprise/ir';
import { F32, F64, type FloatResult, type Format, fp, I32, I64, type IntegerType, type RoundingMode, U32, U64 } from '@reprise/softfloat';

type Operation = (a: bigint, b: bigint, c: bigint, rm: RoundingMode) => FloatResult;

const low = (format: Format, value: bigint): bigint => BigInt.asUintN(format.width, value);

/** The operations of one format; operands above its width do not count. */
function ofFormat(format: Format) {
  type Rounded = (format: Format, a: bigint, b: bigint, rm: RoundingMode) => FloatResult;
  type Exact = (format: Format, a: bigint, b: bigint) => FloatResult;
  const rounded = (op: Rounded): Operation => (a, b, _, rm) => op(format, low(format, a), low(format, b), rm);
  const exact = (op: Exact): Operation => (a, b) => op(format, low(format, a), low(format, b));
  const toInteger = (type: IntegerType): Operation => (a, _b, _c, rm) => {
    const { bits, flags } = fp.toInteger(format, low(format, a), type, rm);
    return { bits: type.width === 32 ? toU64(BigInt.asIntN(32, bits)) : toU64(bits), flags }; // 32-bit results are sign-extended
  };
  const fromInteger = (type: IntegerType): Operation => (a, _b, _c, rm) =>
    fp.fromInteger(format, type.isSigned ? BigInt.asIntN(type.width, a) : BigInt.asUintN(type.width, a), rm);
  return {
    add: rounded(fp.add),
    sub: rounded(fp.sub),
    mul: rounded(fp.mul),
    div: rounded(fp.div),
    sqrt: (a: bigint, _b: bigint, _c: bigint, rm: RoundingMode) => fp.sqrt(format, low(format, a), rm),
    fma: (a: bigint, b: bigint, c: bigint, rm: RoundingMode) => fp.fma(format, low(format, a), low(format, b), low(format, c), rm),
    min: exact(fp.min),
    max: exact(fp.max),
    eq: exact(fp.eq),
    lt: exact(fp.lt),
    le: exact(fp.le),
    class: (a: bigint) => fp.classify(format, low(format, a)),
    toW: toInteger(I32),
    toWu: toInteger(U32),
    toL: toInteger(I64),
    toLu: toInteger(U64),
    fromW: fromInteger(I32),
    fromWu: fromInteger(U32),
    fromL: fromInteger(I64),
    fromLu: fromInteger(U64),
    from: (other: Format): Operation => (a, _b, _c, rm) => fp.convert(other, format, low(other, a), rm),
  };
}

const s = ofFormat(F32);
const d = ofFormat(F64);

// oxfmt-ignore
const meanings: Readonly<Record<FpOpName, Operation>> = {
  'add.s': s.add, 'sub.s': s.sub, 'mul.s': s.mul, 'div.s': s.div, 'sqrt.s': s.sqrt, 'fma.s': s.fma,
  'add.d': d.add, 'sub.d': d.sub, 'mul.d': d.mul, 'div.d': d.div, 'sqrt.d': d.sqrt, 'fma.d': d.fma,
  'min.s': s.min, 'max.s': s.max, 'eq.s': s.eq, 'lt.s': s.lt, 'le.s': s.le, 'class.s': s.class,
  'min.d': d.min, 'max.d': d.max, 'eq.d': d.eq, 'lt.d': d.lt, 'le.d': d.le, 'class.d': d.class,
  'cvt.w.s': s.toW, 'cvt.wu.s': s.toWu, 'cvt.l.s': s.toL, 'cvt.lu.s': s.toLu,
  'cvt.w.d': d.toW, 'cvt.wu.d': d.toWu, 'cvt.l.d': d.toL, 'cvt.lu.d': d.toLu,
  'cvt.s.w': s.fromW, 'cvt.s.wu': s.fromWu, 'cvt.s.l': s.fromL, 'cvt.s.lu': s.fromLu,
  'cvt.d.w': d.fromW, 'cvt.d.wu': d.fromWu, 'cvt.d.l': d.fromL, 'cvt.d.lu': d.fromLu,
  'cvt.s.d': s.from(F64), 'cvt.d.s': d.from(F32),
};

/**
 * One floating-point operation. Operands are i64 as fpOps says; the result is unsigned, and the flags are to be or-ed into
 * fflags. `rm` counts for operations that round.
 */
export function computeFp(op: FpOpName, args: readonly bigint[], rm: RoundingMode): FloatResult {
  const [a = 0n, b = 0n, c = 0n] = args;
  return meanings[op](a, b, c, rm);
}
