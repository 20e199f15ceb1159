import type { Code, Label, Local } from '@reprise/wasm';

/**
 * a * b + c rounded once, to nearest even, by error-free transformations: WebAssembly has no such instruction.
 * Source: Boldo, Melquiond, "Emulation of FMA and correctly rounded sums: proved algorithms using rounding to odd" (2008), figure 5.
 */

/** Exponents of doubles for which nothing below overflows or loses bits: those of factors, and of a summand that is not zero. */
const FACTOR_REACH = 200;
const SUMMAND_REACH = 500;
const BIAS = 1023;

/** Multiplied with it, a double's upper 26 bits can be told from the lower. */
const SPLITTER = 2 ** 27 + 1;

/** Products this large have an error that is a double, whatever the factors. */
const SMALLEST_PRODUCT = 2 ** -900;
/** More than what an error that was itself rounded can be off by, relative to what the sum lacks; far less than any bit of it. */
const DOUBT = 1 + 2 ** -40;

/** Gives a scratch local. */
export type Temporary = (type: 'f64') => Local;

/**
 * Leaves a * b + c on the stack, rounded once, or branches to `rare` with nothing decided: where factors or product are out of reach, the
 * result is none, or lies so near the middle of two doubles that the error's own rounding might matter.
 *
 * With p + q = a * b and s + t = p + c exactly, the result is s + (q + t). Where t is not 0, s is at least half as large as p, so that q + t is
 * at most 1.5 units in the last place of s, and what its rounding loses is 2^-52 of such a unit: too little to lead to another double unless
 * what s + (q + t) lacks comes that near to half of what is between two.
 */
export function emitFusedDouble(code: Code, temporary: Temporary, [a, b, c]: readonly [Local, Local, Local], rare: Label): void {
  const [error, result, lack] = [temporary('f64'), temporary('f64'), temporary('f64')];
  const product = exactProduct(code, temporary, a, b);
  code.get(product.value).op('f64.abs').f64(SMALLEST_PRODUCT).op('f64.ge', 'i32.eqz').unlikely().brIf(rare);
  const sum = exactSum(code, temporary, product.value, c);
  code.get(product.error).get(sum.error).op('f64.add').tee(error);
  code.get(sum.value).op('f64.add').set(result);
  code.get(error).get(result).get(sum.value).op('f64.sub', 'f64.sub').set(lack);
  code.get(result).get(lack).f64(DOUBT).op('f64.mul', 'f64.add').get(result).op('f64.ne').unlikely().brIf(rare);
  code.get(result);
}

/** Body of a function of three f64 that gives one, for what is rare above too; no finite number where it does not know the result. */
export function fusedDouble(code: Code): void {
  const [a, b, c] = [code.parameter(0), code.parameter(1), code.parameter(2)];
  const isZero = (value: Local): Code => code.get(value).f64(0).op('f64.eq');
  isInReach(code, a, FACTOR_REACH);
  isInReach(code, b, FACTOR_REACH).op('i32.and');
  isInReach(code, c, SUMMAND_REACH);
  isZero(c).op('i32.or', 'i32.and').if(() => {
    const product = exactProduct(code, code.local, a, b);
    const middle = exactSum(code, code.local, c, product.error);
    const high = exactSum(code, code.local, product.value, middle.value);
    sumToOdd(code, middle.error, high.error);
    code.get(high.value).op('f64.add', 'return');
  });
  // a product that is zero is exact, and so is the sum
  isZero(a);
  isZero(b).op('i32.or').if(() => code.get(a).get(b).op('f64.mul').get(c).op('f64.add', 'return'));
  code.f64(NaN);
}

/** Leaves on the stack whether the exponent of a double is so far from 0 at most. */
function isInReach(code: Code, value: Local, reach: number): Code {
  code.get(value).op('i64.reinterpret_f64').i64(52n).op('i64.shr_u', 'i32.wrap_i64').i32(0x7ff).op('i32.and');
  return code.i32(BIAS - reach).op('i32.sub').i32(2 * reach).op('i32.le_u');
}

/**
 * Body of a function of three f32 that gives one, right where it is finite and above the smallest normal number: the product is exact in
 * f64, and a sum that was rounded to odd there can be rounded again.
 */
export function fusedSingle(code: Code): void {
  const [product, c] = [code.local('f64'), code.local('f64')];
  for (const index of [0, 1]) code.get(code.parameter(index)).op('f64.promote_f32');
  code.op('f64.mul').set(product);
  code.get(code.parameter(2)).op('f64.promote_f32').set(c);
  sumToOdd(code, product, c);
  code.op('f32.demote_f64');
}

interface Exact {
  readonly value: Local;
  readonly error: Local;
}

/** a + b as the rounded sum and what it lacks (Knuth). */
function exactSum(code: Code, local: Temporary, a: Local, b: Local): Exact {
  const [value, part, error] = [local('f64'), local('f64'), local('f64')];
  code.get(a).get(b).op('f64.add').tee(value).get(a).op('f64.sub').set(part);
  code.get(a).get(value).get(part).op('f64.sub', 'f64.sub').get(b).get(part).op('f64.sub', 'f64.add').set(error);
  return { value, error };
}

/** a * b as the rounded product and what it lacks (Veltkamp, Dekker). */
function exactProduct(code: Code, local: Temporary, a: Local, b: Local): Exact {
  const [value, error] = [local('f64'), local('f64')];
  const [aHigh, aLow] = split(code, local, a);
  const [bHigh, bLow] = split(code, local, b);
  code.get(a).get(b).op('f64.mul').set(value);
  code.get(aHigh).get(bHigh).op('f64.mul').get(value).op('f64.sub');
  code.get(aHigh).get(bLow).op('f64.mul', 'f64.add');
  code.get(aLow).get(bHigh).op('f64.mul', 'f64.add');
  code.get(aLow).get(bLow).op('f64.mul', 'f64.add').set(error);
  return { value, error };
}

/** Two numbers of 26 bits whose sum is a. */
function split(code: Code, local: Temporary, a: Local): [high: Local, low: Local] {
  const [scaled, high, low] = [local('f64'), local('f64'), local('f64')];
  code.get(a).f64(SPLITTER).op('f64.mul').tee(scaled).get(scaled).get(a).op('f64.sub', 'f64.sub').set(high);
  code.get(a).get(high).op('f64.sub').set(low);
  return [high, low];
}

/** Leaves a + b on the stack, rounded to odd: where it is inexact and its last bit is 0, the neighbour on the side of what it lacks. */
function sumToOdd(code: Code, a: Local, b: Local): void {
  const { value, error } = exactSum(code, code.local, a, b);
  const bits = code.local('i64');
  code.get(value).op('i64.reinterpret_f64').set(bits);
  code.get(error).f64(0).op('f64.ne').if(() => {
    // away from zero if the error has the sum's sign, else towards it: one more or one less as an integer, where the last bit is 0
    const sign = (): Code => code.get(bits).get(error).op('i64.reinterpret_f64', 'i64.xor').i64(63n).op('i64.shr_s').i64(1n).op('i64.or');
    code.get(bits);
    sign().get(bits).i64(-1n).op('i64.xor').i64(1n).op('i64.and', 'i64.mul', 'i64.add').set(bits);
  });
  code.get(bits).op('f64.reinterpret_i64');
}
