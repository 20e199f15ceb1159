import type { OpName } from '@reprise/ir';
import type { Code, ModuleBuilder, OpcodeName, ValueType } from '@reprise/wasm';
import { fusedDouble, fusedSingle } from './fused.ts';

/** Integer operations that take more than a few instructions live in functions of their own, */
type IntegerIntrinsic = Extract<OpName, `i64.${'div_s' | 'div_u' | 'rem_s' | 'rem_u' | 'mulh_s' | 'mulh_u' | 'mulh_su' | 'clmul' | 'clmulh' | 'clmulr'}`>;
/** and so does fused multiplication and addition. */
type IntrinsicName = IntegerIntrinsic | 'f32.fma' | 'f64.fma';

/** Gives the index of an intrinsic's function in the module being built, which defines it when it is first asked for. */
export type Intrinsics = (name: IntrinsicName) => number;

/** What each operation becomes: the instruction of the same name, or a call. */
const lowerings: Readonly<Record<OpName, OpcodeName | 'intrinsic'>> = {
  'i64.add': 'i64.add',
  'i64.sub': 'i64.sub',
  'i64.mul': 'i64.mul',
  'i64.and': 'i64.and',
  'i64.or': 'i64.or',
  'i64.xor': 'i64.xor',
  'i64.shl': 'i64.shl',
  'i64.shr_s': 'i64.shr_s',
  'i64.shr_u': 'i64.shr_u',
  'i64.rotl': 'i64.rotl',
  'i64.rotr': 'i64.rotr',
  'i64.clz': 'i64.clz',
  'i64.ctz': 'i64.ctz',
  'i64.popcnt': 'i64.popcnt',
  'i64.extend8_s': 'i64.extend8_s',
  'i64.extend16_s': 'i64.extend16_s',
  'i64.extend32_s': 'i64.extend32_s',
  'i64.eqz': 'i64.eqz',
  'i64.eq': 'i64.eq',
  'i64.ne': 'i64.ne',
  'i64.lt_s': 'i64.lt_s',
  'i64.lt_u': 'i64.lt_u',
  'i64.ge_s': 'i64.ge_s',
  'i64.ge_u': 'i64.ge_u',
  'i32.eqz': 'i32.eqz',
  'i32.add': 'i32.add',
  'i32.sub': 'i32.sub',
  'i32.mul': 'i32.mul',
  'i32.and': 'i32.and',
  'i32.or': 'i32.or',
  'i32.shl': 'i32.shl',
  'i32.shr_s': 'i32.shr_s',
  'i32.shr_u': 'i32.shr_u',
  'i32.rotl': 'i32.rotl',
  'i32.rotr': 'i32.rotr',
  'i32.wrap_i64': 'i32.wrap_i64',
  'i64.extend_i32_s': 'i64.extend_i32_s',
  'i64.extend_i32_u': 'i64.extend_i32_u',
  'i64.div_s': 'intrinsic',
  'i64.div_u': 'intrinsic',
  'i64.rem_s': 'intrinsic',
  'i64.rem_u': 'intrinsic',
  'i64.mulh_s': 'intrinsic',
  'i64.mulh_u': 'intrinsic',
  'i64.mulh_su': 'intrinsic',
  'i64.clmul': 'intrinsic',
  'i64.clmulh': 'intrinsic',
  'i64.clmulr': 'intrinsic',
};

/** Emits an operation whose operands are on the stack. */
export function lowerOp(code: Code, op: OpName, intrinsics: Intrinsics): void {
  const lowering = lowerings[op];
  if (lowering === 'intrinsic') code.call(intrinsics(op as IntegerIntrinsic)); // the table says so for exactly these
  else code.op(lowering);
}

interface Intrinsic {
  readonly type: ValueType;
  readonly operands: number;
  readonly body: (code: Code, intrinsics: Intrinsics) => void;
}

const integer = (body: Intrinsic['body']): Intrinsic => ({ type: 'i64', operands: 2, body });

const intrinsicTable: Readonly<Record<IntrinsicName, Intrinsic>> = {
  'i64.div_s': integer(guardedDivision('i64.div_s', (code) => code.i64(-1n), (code, a) => code.i64(0n).get(a).op('i64.sub'))),
  'i64.div_u': integer(guardedDivision('i64.div_u', (code) => code.i64(-1n))),
  'i64.rem_s': integer(guardedDivision('i64.rem_s', (code, a) => code.get(a), (code) => code.i64(0n))),
  'i64.rem_u': integer(guardedDivision('i64.rem_u', (code, a) => code.get(a))),
  'i64.mulh_u': integer(multiplyHigh),
  'i64.mulh_s': integer((code, intrinsics) => signedHigh(code, intrinsics('i64.mulh_u'), true)),
  'i64.mulh_su': integer((code, intrinsics) => signedHigh(code, intrinsics('i64.mulh_u'), false)),
  'i64.clmul': integer(carrylessLow),
  'i64.clmulh': integer((code) => carrylessHigh(code, 64n)),
  'i64.clmulr': integer((code) => carrylessHigh(code, 63n)),
  'f32.fma': { type: 'f32', operands: 3, body: fusedSingle },
  'f64.fma': { type: 'f64', operands: 3, body: fusedDouble },
};

/** The intrinsics of a module, each a function of values of one type. */
export function intrinsicsOf(module: ModuleBuilder): Intrinsics {
  const indices = new Map<IntrinsicName, number>();
  const intrinsics: Intrinsics = (name) => {
    let index = indices.get(name);
    if (index === undefined) {
      const { type, operands, body } = intrinsicTable[name];
      index = module.function(undefined, Array.from({ length: operands }, () => type), [type], (code) => body(code, intrinsics));
      indices.set(name, index);
    }
    return index;
  };
  return intrinsics;
}

type Operand = ReturnType<Code['parameter']>;

/** Division with what RISC-V gives for a zero divisor, and for a divisor of -1 (which overflows once) where it is signed. */
function guardedDivision(
  op: OpcodeName,
  byZero: (code: Code, a: Operand) => Code,
  byMinusOne?: (code: Code, a: Operand) => Code,
): (code: Code) => void {
  return (code) => {
    const [a, b] = [code.parameter(0), code.parameter(1)];
    code.get(b).op('i64.eqz').if(() => byZero(code, a).op('return'));
    if (byMinusOne) code.get(b).i64(-1n).op('i64.eq').if(() => byMinusOne(code, a).op('return'));
    code.get(a).get(b).op(op);
  };
}

/** Upper half of the unsigned product, from four products of 32-bit halves. */
function multiplyHigh(code: Code): void {
  const [a, b] = [code.parameter(0), code.parameter(1)];
  const low = (of: Operand): Code => code.get(of).i64(0xffff_ffffn).op('i64.and');
  const high = (of: Operand): Code => code.get(of).i64(32n).op('i64.shr_u');
  const middle = code.local('i64');
  const cross = code.local('i64');
  low(a);
  low(b).op('i64.mul').i64(32n).op('i64.shr_u');
  high(a);
  low(b).op('i64.mul', 'i64.add').set(middle);
  low(a);
  high(b).op('i64.mul');
  low(middle).op('i64.add').set(cross);
  high(a);
  high(b).op('i64.mul');
  high(middle).op('i64.add');
  high(cross).op('i64.add');
}

/** mulh(a, b) = mulhu(a, b) - (a < 0 ? b : 0) - (b < 0 ? a : 0); the last term only when b is signed too. */
function signedHigh(code: Code, mulhU: number, bothSigned: boolean): void {
  const [a, b] = [code.parameter(0), code.parameter(1)];
  const ifNegative = (test: Operand, then: Operand): Code => code.get(then).get(test).i64(63n).op('i64.shr_s', 'i64.and');
  code.get(a).get(b).call(mulhU);
  ifNegative(a, b).op('i64.sub');
  if (bothSigned) ifNegative(b, a).op('i64.sub');
}

/** XOR of a shifted to every set bit of b. */
function carrylessLow(code: Code): void {
  const [a, b] = [code.parameter(0), code.parameter(1)];
  const result = code.local('i64');
  code.block((done) => {
    code.loop((again) => {
      code.get(b).op('i64.eqz').brIf(done);
      code.get(result).get(a).get(b).op('i64.ctz', 'i64.shl', 'i64.xor').set(result);
      code.get(b).get(b).i64(1n).op('i64.sub', 'i64.and').set(b).br(again);
    });
  });
  code.get(result);
}

/** Bits from `from` (63 or 64) on of the carry-less product: a shifted right by `from` less each set bit's number. */
function carrylessHigh(code: Code, from: 63n | 64n): void {
  const [a, b] = [code.parameter(0), code.parameter(1)];
  const result = code.local('i64');
  if (from === 64n) code.get(b).i64(-2n).op('i64.and').set(b); // bit 0 reaches no bit from 64 on, and a shift by 64 would be one by 0
  code.block((done) => {
    code.loop((again) => {
      code.get(b).op('i64.eqz').brIf(done);
      code.get(result).get(a).i64(from).get(b).op('i64.ctz', 'i64.sub', 'i64.shr_u', 'i64.xor').set(result);
      code.get(b).get(b).i64(1n).op('i64.sub', 'i64.and').set(b).br(again);
    });
  });
  code.get(result);
}
