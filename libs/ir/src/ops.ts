/** Value types: what WebAssembly calls them. Floating-point values travel as their bits in an i64. */
export type Type = 'i32' | 'i64';

interface Signature {
  readonly args: readonly Type[];
  readonly result: Type;
}

const binary = { args: ['i64', 'i64'], result: 'i64' } as const satisfies Signature;
const unary = { args: ['i64'], result: 'i64' } as const satisfies Signature;
const compare = { args: ['i64', 'i64'], result: 'i32' } as const satisfies Signature;
const word = { args: ['i32', 'i32'], result: 'i32' } as const satisfies Signature;

/**
 * The pure operations. Those that share WebAssembly's name share its meaning; every one is total.
 * Every consumer of the IR lists them all (`Record<OpName, ..>`), so that the compiler names what is missing.
 */
export const ops = {
  'i64.add': binary,
  'i64.sub': binary,
  'i64.mul': binary,
  'i64.and': binary,
  'i64.or': binary,
  'i64.xor': binary,
  'i64.shl': binary,
  'i64.shr_s': binary,
  'i64.shr_u': binary,
  'i64.rotl': binary,
  'i64.rotr': binary,
  'i64.clz': unary,
  'i64.ctz': unary,
  'i64.popcnt': unary,
  'i64.extend8_s': unary,
  'i64.extend16_s': unary,
  'i64.extend32_s': unary,
  'i64.eqz': { args: ['i64'], result: 'i32' },
  'i64.eq': compare,
  'i64.ne': compare,
  'i64.lt_s': compare,
  'i64.lt_u': compare,
  'i64.ge_s': compare,
  'i64.ge_u': compare,
  'i32.eqz': { args: ['i32'], result: 'i32' },
  'i32.add': word,
  'i32.sub': word,
  'i32.mul': word,
  'i32.and': word,
  'i32.or': word,
  'i32.shl': word,
  'i32.shr_s': word,
  'i32.shr_u': word,
  'i32.rotl': word,
  'i32.rotr': word,
  'i32.wrap_i64': { args: ['i64'], result: 'i32' },
  'i64.extend_i32_s': { args: ['i32'], result: 'i64' },
  'i64.extend_i32_u': { args: ['i32'], result: 'i64' },
  /** Division by zero gives all ones, its remainder the dividend; the overflow -2^63 / -1 gives -2^63, remainder 0 (RISC-V M, table 11). */
  'i64.div_s': binary,
  'i64.div_u': binary,
  'i64.rem_s': binary,
  'i64.rem_u': binary,
  /** The upper 64 bits of the 128-bit product. */
  'i64.mulh_s': binary,
  'i64.mulh_u': binary,
  'i64.mulh_su': binary,
  /** Carry-less product, bits 63..0, 127..64 and 126..63 (RISC-V Zbc). */
  'i64.clmul': binary,
  'i64.clmulh': binary,
  'i64.clmulr': binary,
} as const satisfies Record<string, Signature>;

export type OpName = keyof typeof ops;

type Format = 's' | 'd';

interface FpSignature {
  /** How many operands, each the low 32 bits (s) or all 64 (d) of an i64, or an integer for the conversions from one. */
  readonly arity: 1 | 2 | 3;
  /** Takes part in rounding: reads the instruction's rounding mode, which may be invalid and then is an illegal instruction. */
  readonly rounds: boolean;
}

const rounded = (arity: 1 | 2 | 3): FpSignature => ({ arity, rounds: true });
const exactly = (arity: 1 | 2 | 3): FpSignature => ({ arity, rounds: false });

/**
 * Floating-point operations that may set accrued exception flags. `s` and `d` name the format; a single-precision result is
 * zero-extended, a 32-bit integer result sign-extended, comparisons and `class` give an integer.
 * Source: RISC-V Unprivileged, F and D extensions; semantics in libs/softfloat.
 */
export const fpOps = {
  'add.s': rounded(2), 'sub.s': rounded(2), 'mul.s': rounded(2), 'div.s': rounded(2), 'sqrt.s': rounded(1), 'fma.s': rounded(3),
  'add.d': rounded(2), 'sub.d': rounded(2), 'mul.d': rounded(2), 'div.d': rounded(2), 'sqrt.d': rounded(1), 'fma.d': rounded(3),
  'min.s': exactly(2), 'max.s': exactly(2), 'eq.s': exactly(2), 'lt.s': exactly(2), 'le.s': exactly(2), 'class.s': exactly(1),
  'min.d': exactly(2), 'max.d': exactly(2), 'eq.d': exactly(2), 'lt.d': exactly(2), 'le.d': exactly(2), 'class.d': exactly(1),
  'cvt.w.s': rounded(1), 'cvt.wu.s': rounded(1), 'cvt.l.s': rounded(1), 'cvt.lu.s': rounded(1),
  'cvt.w.d': rounded(1), 'cvt.wu.d': rounded(1), 'cvt.l.d': rounded(1), 'cvt.lu.d': rounded(1),
  'cvt.s.w': rounded(1), 'cvt.s.wu': rounded(1), 'cvt.s.l': rounded(1), 'cvt.s.lu': rounded(1),
  'cvt.d.w': rounded(1), 'cvt.d.wu': rounded(1), 'cvt.d.l': rounded(1), 'cvt.d.lu': rounded(1),
  'cvt.s.d': rounded(1), 'cvt.d.s': rounded(1),
} as const satisfies Record<string, FpSignature>;

export type FpOpName = keyof typeof fpOps;
export type FpFormat = Format;

/** What an operand or result is: a number of a format, or an integer (x). */
export type FpOperand = Format | 'x';

/** What all operands and the result of an operation are: their names say it. */
export function fpOperands(op: FpOpName): { readonly operands: FpOperand; readonly result: FpOperand } {
  const [name, to, from = to] = op.split('.');
  const formatOf = (part: string | undefined): FpOperand => (part === 's' || part === 'd' ? part : 'x');
  const givesInteger = name === 'eq' || name === 'lt' || name === 'le' || name === 'class';
  return { operands: formatOf(from), result: givesInteger ? 'x' : formatOf(to) };
}

/** Their order, which numbers them where a number is needed. */
export const fpOpNames = Object.keys(fpOps) as readonly FpOpName[]; // keys of a constant: exactly FpOpName
