import { describe, expect, it } from 'vitest';
import { F16, F64 } from '../format.ts';
import { fp } from '../fp.ts';
import { NV } from '../rounding.ts';

const ONE = 0x3ff0_0000_0000_0000n;
const MINUS = F64.signBit;
const INF = F64.infinity;
const QNAN = 0x7ff8_0000_0000_0001n;
const SNAN = 0xfff0_0000_0000_0001n;
const NAN = F64.canonicalNan;

describe('comparisons', () => {
  it.each<readonly [bigint, bigint, eq: number, lt: number, le: number, quietFlags: number, signalingFlags: number]>([
    [ONE, ONE, 1, 0, 1, 0, 0],
    [0n, MINUS, 1, 0, 1, 0, 0],
    [MINUS, 0n, 1, 0, 1, 0, 0],
    [MINUS | ONE, ONE, 0, 1, 1, 0, 0],
    [ONE, MINUS | ONE, 0, 0, 0, 0, 0],
    [MINUS | INF, MINUS | ONE, 0, 1, 1, 0, 0],
    [MINUS | ONE, MINUS | 1n, 0, 1, 1, 0, 0],
    [1n, INF, 0, 1, 1, 0, 0],
    [QNAN, ONE, 0, 0, 0, 0, NV],
    [QNAN, QNAN, 0, 0, 0, 0, NV],
    [ONE, SNAN, 0, 0, 0, NV, NV],
  ])('%x and %x', (a, b, eq, lt, le, quietFlags, signalingFlags) => {
    expect(fp.eq(F64, a, b)).toEqual({ bits: BigInt(eq), flags: quietFlags });
    expect(fp.lt(F64, a, b)).toEqual({ bits: BigInt(lt), flags: signalingFlags });
    expect(fp.le(F64, a, b)).toEqual({ bits: BigInt(le), flags: signalingFlags });
  });
});

describe('minimum and maximum', () => {
  it.each<readonly [bigint, bigint, min: bigint, max: bigint, flags: number]>([
    [ONE, MINUS | ONE, MINUS | ONE, ONE, 0],
    [0n, MINUS, MINUS, 0n, 0],
    [MINUS, 0n, MINUS, 0n, 0],
    [MINUS | INF, 1n, MINUS | INF, 1n, 0],
    [QNAN, ONE, ONE, ONE, 0],
    [ONE, SNAN, ONE, ONE, NV],
    [QNAN, QNAN, NAN, NAN, 0],
    [SNAN, QNAN, NAN, NAN, NV],
  ])('%x and %x', (a, b, min, max, flags) => {
    expect(fp.min(F64, a, b)).toEqual({ bits: min, flags });
    expect(fp.max(F64, a, b)).toEqual({ bits: max, flags });
  });
});

describe('classes', () => {
  it.each<readonly [string, bigint, number]>([
    ['negative infinity', 0xfc00n, 0],
    ['negative normal', 0x8400n, 1],
    ['negative subnormal', 0x83ffn, 2],
    ['negative zero', 0x8000n, 3],
    ['zero', 0n, 4],
    ['subnormal', 1n, 5],
    ['normal', 0x7bffn, 6],
    ['infinity', 0x7c00n, 7],
    ['signaling NaN', 0xfdffn, 8],
    ['quiet NaN', 0x7e00n, 9],
  ])('%s', (_, bits, at) => {
    expect(fp.classify(F16, bits)).toEqual({ bits: 1n << BigInt(at), flags: 0 });
  });
});
