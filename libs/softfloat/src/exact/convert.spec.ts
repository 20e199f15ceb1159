import { describe, expect, it } from 'vitest';
import { F16, F32, F64 } from '../format.ts';
import { fp } from '../fp.ts';
import { NV, NX, OF, RDN, RMM, RNE, type RoundingMode, RTZ, RUP, UF } from '../rounding.ts';
import { randomWords, sampleOperand } from '../testing/operands.ts';
import { I32, I64, type IntegerType, U32, U64 } from './convert.ts';

const double = (value: number): bigint => new DataView(new Float64Array([value]).buffer).getBigUint64(0, true);

describe('to integers', () => {
  it.each<readonly [number, IntegerType, RoundingMode, bigint, number]>([
    [2.5, I32, RNE, 2n, NX],
    [3.5, I32, RNE, 4n, NX],
    [-2.5, I32, RMM, -3n, NX],
    [-2.5, I32, RTZ, -2n, NX],
    [-2.1, I32, RDN, -3n, NX],
    [2.1, I32, RUP, 3n, NX],
    [-0, U32, RNE, 0n, 0],
    [-0.9, U32, RTZ, 0n, NX],
    [-0.5, U32, RNE, 0n, NX],
    [-0.5, U32, RDN, 0n, NV],
    [-1, U32, RTZ, 0n, NV],
    [2147483647.5, I32, RTZ, 2147483647n, NX],
    [2147483647.5, I32, RNE, 2147483647n, NV],
    [-2147483648.5, I32, RNE, -2147483648n, NX],
    [-2147483648.5, I32, RDN, -2147483648n, NV],
    [4294967295.5, U32, RDN, 4294967295n, NX],
    [2 ** 63, I64, RTZ, 2n ** 63n - 1n, NV],
    [-(2 ** 63), I64, RTZ, -(2n ** 63n), 0],
    [2 ** 63, U64, RTZ, 2n ** 63n, 0],
    [2 ** 64, U64, RTZ, 2n ** 64n - 1n, NV],
    [Infinity, U64, RTZ, 2n ** 64n - 1n, NV],
    [-Infinity, I64, RTZ, -(2n ** 63n), NV],
    [NaN, I32, RTZ, 2n ** 31n - 1n, NV],
    [5e-324, I64, RUP, 1n, NX],
  ])('%d to %o, mode %i', (value, type, rm, bits, flags) => {
    expect(fp.toInteger(F64, double(value), type, rm)).toEqual({ bits, flags });
  });
});

describe('from integers', () => {
  it.each<readonly [bigint, RoundingMode, number, number]>([
    [0n, RDN, 0, 0],
    [-1n, RNE, -1, 0],
    [2n ** 53n + 1n, RNE, 2 ** 53, NX],
    [2n ** 53n + 1n, RUP, 2 ** 53 + 2, NX],
    [2n ** 53n + 1n, RMM, 2 ** 53 + 2, NX],
    [-(2n ** 53n) - 1n, RUP, -(2 ** 53), NX],
    [2n ** 64n - 1n, RNE, 2 ** 64, NX],
  ])('%d, mode %i', (value, rm, want, flags) => {
    expect(fp.fromInteger(F64, value, rm)).toEqual({ bits: double(want), flags });
  });
});

describe('between formats', () => {
  it.each<readonly [number, RoundingMode, bigint, number]>([
    [1e300, RNE, F32.infinity, OF | NX],
    [1e300, RTZ, F32.maxFinite, OF | NX],
    [-1e-300, RDN, F32.signBit | 1n, UF | NX],
    [2 ** -149, RNE, 1n, 0],
    [2 ** -126 - 2 ** -151, RNE, 0x0080_0000n, NX],
    [2 ** -126 - 2 ** -151 - 2 ** -170, RNE, 0x0080_0000n, UF | NX],
    [2 ** -126 - 2 ** -151, RTZ, 0x007f_ffffn, UF | NX],
    [NaN, RNE, F32.canonicalNan, 0],
  ])('%d to binary32, mode %i', (value, rm, bits, flags) => {
    expect(fp.convert(F64, F32, double(value), rm)).toEqual({ bits, flags });
  });

  it('quiets a signaling NaN', () => {
    expect(fp.convert(F32, F64, 0xff80_0001n, RNE)).toEqual({ bits: F64.canonicalNan, flags: NV });
  });

  it.each([
    ['F16 through F32', F16, F32],
    ['F32 through F64', F32, F64],
  ])('%s changes nothing', (_, narrow, wide) => {
    const random = randomWords(3);
    for (let i = 0; i < 2_000; i++) {
      const bits = sampleOperand(narrow, random);
      const { bits: widened } = fp.convert(narrow, wide, bits, RNE);
      const isNan = (bits & ~narrow.signBit) > narrow.infinity;
      expect(fp.convert(wide, narrow, widened, RNE)).toEqual({ bits: isNan ? narrow.canonicalNan : bits, flags: 0 });
    }
  });
});
