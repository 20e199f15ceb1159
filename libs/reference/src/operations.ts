import { toI64, toU64 } from '@reprise/bits';
import { ops, type OpName } from '@reprise/ir';

/** Operands as they are carried: i64 as 0 .. 2^64-1, i32 as 0 .. 2^32-1. Results may be any integer: the low bits count. */
type Operation = (a: bigint, b: bigint) => bigint;

const truth = (holds: boolean): bigint => (holds ? 1n : 0n);
const amount = (shift: bigint, bits = 64n): bigint => shift % bits;
const rotateLeft = (value: bigint, by: bigint, bits = 64n): bigint => (value << by) | (value >> (bits - by));
const toI32 = (value: bigint): bigint => BigInt.asIntN(32, value);

/** The number of leading zeros in 64 bits. */
const leadingZeros = (value: bigint): bigint => (value === 0n ? 64n : BigInt(64 - value.toString(2).length));

function trailingZeros(value: bigint): bigint {
  let count = 0n;
  while (count < 64n && ((value >> count) & 1n) === 0n) count++;
  return count;
}

function ones(value: bigint): bigint {
  let count = 0n;
  for (let rest = value; rest !== 0n; rest >>= 1n) count += rest & 1n;
  return count;
}

/** The product over GF(2), 127 bits: additions do not carry. */
function carryless(a: bigint, b: bigint): bigint {
  let product = 0n;
  for (let i = 0n; i < 64n; i++) if ((b >> i) & 1n) product ^= a << i;
  return product;
}

const ALL_ONES = -1n;

/** What each pure operation gives, by its definition. */
const meanings: Readonly<Record<OpName, Operation>> = {
  'i64.add': (a, b) => a + b,
  'i64.sub': (a, b) => a - b,
  'i64.mul': (a, b) => a * b,
  'i64.and': (a, b) => a & b,
  'i64.or': (a, b) => a | b,
  'i64.xor': (a, b) => a ^ b,
  'i64.shl': (a, b) => a << amount(b),
  'i64.shr_s': (a, b) => toI64(a) >> amount(b),
  'i64.shr_u': (a, b) => a >> amount(b),
  'i64.rotl': (a, b) => rotateLeft(a, amount(b)),
  'i64.rotr': (a, b) => rotateLeft(a, amount(64n - amount(b))),
  'i64.clz': (a) => leadingZeros(a),
  'i64.ctz': (a) => trailingZeros(a),
  'i64.popcnt': (a) => ones(a),
  'i64.extend8_s': (a) => BigInt.asIntN(8, a),
  'i64.extend16_s': (a) => BigInt.asIntN(16, a),
  'i64.extend32_s': (a) => toI32(a),
  'i64.eqz': (a) => truth(a === 0n),
  'i64.eq': (a, b) => truth(a === b),
  'i64.ne': (a, b) => truth(a !== b),
  'i64.lt_s': (a, b) => truth(toI64(a) < toI64(b)),
  'i64.lt_u': (a, b) => truth(a < b),
  'i64.ge_s': (a, b) => truth(toI64(a) >= toI64(b)),
  'i64.ge_u': (a, b) => truth(a >= b),
  'i32.eqz': (a) => truth(a === 0n),
  'i32.add': (a, b) => a + b,
  'i32.sub': (a, b) => a - b,
  'i32.mul': (a, b) => a * b,
  'i32.and': (a, b) => a & b,
  'i32.or': (a, b) => a | b,
  'i32.shl': (a, b) => a << amount(b, 32n),
  'i32.shr_s': (a, b) => toI32(a) >> amount(b, 32n),
  'i32.shr_u': (a, b) => a >> amount(b, 32n),
  'i32.rotl': (a, b) => rotateLeft(a, amount(b, 32n), 32n),
  'i32.rotr': (a, b) => rotateLeft(a, amount(32n - amount(b, 32n), 32n), 32n),
  'i32.wrap_i64': (a) => a,
  'i64.extend_i32_s': (a) => toI32(a),
  'i64.extend_i32_u': (a) => a,
  'i64.div_s': (a, b) => (b === 0n ? ALL_ONES : toI64(a) / toI64(b)), // -2^63 / -1 is 2^63, which wraps to -2^63
  'i64.div_u': (a, b) => (b === 0n ? ALL_ONES : a / b),
  'i64.rem_s': (a, b) => (b === 0n ? a : toI64(a) % toI64(b)),
  'i64.rem_u': (a, b) => (b === 0n ? a : a % b),
  'i64.mulh_s': (a, b) => (toI64(a) * toI64(b)) >> 64n,
  'i64.mulh_u': (a, b) => (a * b) >> 64n,
  'i64.mulh_su': (a, b) => (toI64(a) * b) >> 64n,
  'i64.clmul': (a, b) => carryless(a, b),
  'i64.clmulh': (a, b) => carryless(a, b) >> 64n,
  'i64.clmulr': (a, b) => carryless(a, b) >> 63n,
};

/** One pure operation: operands and result are unsigned, i64 in 0 .. 2^64-1 and i32 in 0 .. 2^32-1. */
export function operate(op: OpName, args: readonly bigint[]): bigint {
  const [a = 0n, b = 0n] = args;
  const result = meanings[op](a, b);
  return ops[op].result === 'i64' ? toU64(result) : BigInt.asUintN(32, result);
}
