import { describe, expect, it } from 'vitest';
import { F128, F16, F32, F64, type Format } from '../format.ts';
import { fp } from '../fp.ts';
import { DZ, type FloatResult, NV, NX, OF, RDN, RMM, RNE, type RoundingMode, RTZ, RUP, UF } from '../rounding.ts';
import { type OperandTriple, randomWords, sampleOperands } from '../testing/operands.ts';

const SEED = 11;
const modes: readonly RoundingMode[] = [RNE, RTZ, RDN, RUP, RMM];
const show = ({ bits, flags }: FloatResult): string => `${bits.toString(16)} ${flags}`;

const view = new DataView(new ArrayBuffer(8));
const fromDouble = (value: number): bigint => {
  view.setFloat64(0, value);
  return Number.isNaN(value) ? F64.canonicalNan : view.getBigUint64(0);
};
const toDouble = (bits: bigint): number => {
  view.setBigUint64(0, bits);
  return view.getFloat64(0);
};
const fromFloat = (value: number): bigint => {
  view.setFloat32(0, value);
  return Number.isNaN(value) ? F32.canonicalNan : BigInt(view.getUint32(0));
};
const toFloat = (bits: bigint): number => {
  view.setUint32(0, Number(bits));
  return view.getFloat32(0);
};

/** Calls with random operands; gives what the callback complains about. */
const complaints = (format: Format, cases: number, about: (operands: OperandTriple) => unknown): unknown[] => {
  const random = randomWords(SEED);
  const found: unknown[] = [];
  for (let i = 0; i < cases; i++) {
    const operands = sampleOperands(format, random);
    const complaint = about(operands);
    if (complaint !== undefined) found.push([operands.map((bits) => bits.toString(16)), complaint]);
  }
  return found.slice(0, 5);
};

type Operation = readonly [
  name: string,
  exact: (format: Format, operands: OperandTriple, rm: RoundingMode) => FloatResult,
  host: (a: number, b: number) => number,
];

const operations: readonly Operation[] = [
  ['add', (f, [a, b], rm) => fp.add(f, a, b, rm), (a, b) => a + b],
  ['sub', (f, [a, b], rm) => fp.sub(f, a, b, rm), (a, b) => a - b],
  ['mul', (f, [a, b], rm) => fp.mul(f, a, b, rm), (a, b) => a * b],
  ['div', (f, [a, b], rm) => fp.div(f, a, b, rm), (a, b) => a / b],
  ['sqrt', (f, [a], rm) => fp.sqrt(f, a, rm), (a) => Math.sqrt(a)],
];

describe(`to nearest, against the host, seed ${SEED}`, () => {
  it.each(operations)('%s', (_, exact, host) => {
    const doubles = complaints(F64, 5_000, (operands) => {
      const want = fromDouble(host(toDouble(operands[0]), toDouble(operands[1])));
      return exact(F64, operands, RNE).bits === want ? undefined : want.toString(16);
    });
    const floats = complaints(F32, 5_000, (operands) => {
      const want = fromFloat(host(toFloat(operands[0]), toFloat(operands[1])));
      return exact(F32, operands, RNE).bits === want ? undefined : want.toString(16);
    });
    expect([...doubles, ...floats]).toEqual([]);
  });
});

const isNan = (format: Format, bits: bigint): boolean => (bits & ~format.signBit) > format.infinity;
const negate = (format: Format, bits: bigint): bigint => (isNan(format, bits) ? bits : bits ^ format.signBit);
const isLessOrSame = (format: Format, a: bigint, b: bigint): boolean => fp.le(format, a, b).bits === 1n;

const withFma: readonly Operation[] = [
  ...operations,
  ['fma', (f, [a, b, c], rm) => fp.fma(f, a, b, c, rm), () => NaN],
];

describe.each([
  ['F16', F16],
  ['F32', F32],
  ['F64', F64],
  ['F128', F128],
])(`rounding modes of %s, seed ${SEED}`, (_, format) => {
  it.each(withFma)('%s: each mode gives the neighbour below or above, and NX where they differ', (_name, exact) => {
    const found = complaints(format, 1_000, (operands) => {
      const all = modes.map((rm) => exact(format, operands, rm));
      const [nearest, towardsZero, down, up, away] = all;
      if (!nearest || !towardsZero || !down || !up || !away) return 'missing';
      if (isNan(format, down.bits)) return new Set(all.map(show)).size === 1 ? undefined : all.map(show);
      if (down.bits === up.bits || fp.eq(format, down.bits, up.bits).bits === 1n) {
        return all.every(({ flags }) => (flags & ~DZ) === 0) ? undefined : all.map(show);
      }
      const isNegative = (up.bits & format.signBit) !== 0n;
      const holds =
        isLessOrSame(format, down.bits, up.bits) &&
        (isNegative ? down.bits - up.bits === 1n : down.bits + 1n === up.bits || up.bits === 1n) &&
        towardsZero.bits === (isNegative ? up.bits : down.bits) &&
        [nearest, away].every(({ bits }) => bits === down.bits || bits === up.bits) &&
        all.every(({ flags }) => (flags & NX) !== 0 && (flags & (NV | DZ)) === 0);
      return holds ? undefined : all.map(show);
    });
    expect(found).toEqual([]);
  });

  it('gives the negative of the sum when its operands are negated and down becomes up', () => {
    const found = complaints(format, 1_000, ([a, b]) => {
      const down = fp.add(format, a, b, RDN);
      const up = fp.add(format, negate(format, a), negate(format, b), RUP);
      return down.bits === negate(format, up.bits) && down.flags === up.flags ? undefined : [show(down), show(up)];
    });
    expect(found).toEqual([]);
  });

  it('has one for a factor and zero for a summand of fma', () => {
    const one = format.infinity >> 1n & format.infinity;
    const found = complaints(format, 1_000, ([a, b, c]) => {
      const rm = modes[Number(c % 5n)] ?? RNE;
      const pairs = [
        [fp.fma(format, a, one, b, rm), fp.add(format, a, b, rm)],
        [fp.fma(format, a, b, (a ^ b) & format.signBit, rm), fp.mul(format, a, b, rm)],
      ] as const;
      return pairs.every(([x, y]) => show(x) === show(y)) ? undefined : pairs.flat().map(show);
    });
    expect(found).toEqual([]);
  });
});

describe('binary128', () => {
  const integer = (value: bigint): bigint => fp.fromInteger(F128, value, RNE).bits;
  it('divides and takes roots to 113 bits', () => {
    expect(fp.div(F128, integer(1n), integer(3n), RNE).bits).toBe(0x3ffd_5555_5555_5555_5555_5555_5555_5555n);
    expect(fp.sqrt(F128, integer(2n), RNE).bits).toBe(0x3fff_6a09_e667_f3bc_c908_b2fb_1366_ea95n);
  });
});

describe('flags of binary32', () => {
  const MIN_NORMAL = 0x0080_0000n;
  const ONE = 0x3f80_0000n;
  const HALF = 0x3f00_0000n;
  const BELOW_ONE = 0x3f7f_ffffn;
  const ABOVE_ONE = 0x3f80_0001n;
  const INF = F32.infinity;
  const SNAN = 0x7f80_0001n;
  const QNAN = 0x7fc0_1234n;
  const MINUS = F32.signBit;

  it.each<readonly [string, FloatResult, bigint, number]>([
    ['half of the smallest normal number is exact', fp.mul(F32, MIN_NORMAL, HALF, RNE), 0x0040_0000n, 0],
    ['the smallest subnormal halved ties to zero', fp.mul(F32, 1n, HALF, RNE), 0n, UF | NX],
    ['the smallest subnormal halved goes up', fp.mul(F32, 1n, HALF, RUP), 1n, UF | NX],
    ['the smallest subnormal halved ties away', fp.mul(F32, MINUS | 1n, HALF, RMM), MINUS | 1n, UF | NX],
    // 2^-126 (1 - 2^-24): 24 bits hold it, so it is tiny although the subnormal rounding reaches 2^-126.
    ['tiny after rounding', fp.mul(F32, MIN_NORMAL, BELOW_ONE, RNE), MIN_NORMAL, UF | NX],
    // 2^-126 (1 - 2^-46) rounds to 2^-126 in 24 bits.
    ['not tiny after rounding', fp.mul(F32, 0x007f_ffffn, ABOVE_ONE, RNE), MIN_NORMAL, NX],
    ['not tiny when rounding up', fp.mul(F32, 0x007f_ffffn, ABOVE_ONE, RUP), MIN_NORMAL, NX],
    ['tiny when rounding down', fp.mul(F32, 0x007f_ffffn, ABOVE_ONE, RDN), 0x007f_ffffn, UF | NX],
    // 31 * 1082401 = 2^25 - 1: the product is half a place of 24 bits below 2^-126, a tie that is even above.
    ['a tie to the smallest normal number', fp.mul(F32, 0x4884_2108n, 31n, RNE), MIN_NORMAL, NX],
    ['overflow to nearest', fp.add(F32, F32.maxFinite, F32.maxFinite, RNE), INF, OF | NX],
    ['overflow towards zero', fp.add(F32, F32.maxFinite, F32.maxFinite, RTZ), F32.maxFinite, OF | NX],
    ['overflow, negative, up', fp.mul(F32, MINUS | F32.maxFinite, F32.maxFinite, RUP), MINUS | F32.maxFinite, OF | NX],
    ['overflow, negative, down', fp.mul(F32, MINUS | F32.maxFinite, F32.maxFinite, RDN), MINUS | INF, OF | NX],
    ['the largest and a quarter of its last place', fp.add(F32, F32.maxFinite, 0x7280_0000n, RNE), F32.maxFinite, NX],
    ['one by zero', fp.div(F32, ONE, MINUS, RNE), MINUS | INF, DZ],
    ['zero by zero', fp.div(F32, 0n, 0n, RNE), F32.canonicalNan, NV],
    ['infinity by zero', fp.div(F32, INF, MINUS, RNE), MINUS | INF, 0],
    ['infinity by infinity', fp.div(F32, INF, INF, RNE), F32.canonicalNan, NV],
    ['infinity minus infinity', fp.sub(F32, INF, INF, RNE), F32.canonicalNan, NV],
    ['zero times infinity', fp.mul(F32, 0n, INF, RNE), F32.canonicalNan, NV],
    ['zero times infinity plus a quiet NaN', fp.fma(F32, 0n, INF, QNAN, RNE), F32.canonicalNan, NV],
    ['a quiet NaN times a number', fp.fma(F32, QNAN, ONE, ONE, RNE), F32.canonicalNan, 0],
    ['a signaling NaN as summand', fp.fma(F32, ONE, ONE, SNAN, RNE), F32.canonicalNan, NV],
    ['a quiet and a signaling NaN', fp.add(F32, QNAN, SNAN, RNE), F32.canonicalNan, NV],
    ['the root of -1', fp.sqrt(F32, MINUS | ONE, RNE), F32.canonicalNan, NV],
    ['the root of -0', fp.sqrt(F32, MINUS, RNE), MINUS, 0],
    ['one minus one', fp.sub(F32, ONE, ONE, RNE), 0n, 0],
    ['one minus one, down', fp.sub(F32, ONE, ONE, RDN), MINUS, 0],
    ['-0 plus -0', fp.add(F32, MINUS, MINUS, RUP), MINUS, 0],
    ['-0 plus +0', fp.add(F32, MINUS, 0n, RNE), 0n, 0],
  ])('%s', (_, result, bits, flags) => {
    expect(show(result)).toBe(show({ bits, flags }));
  });
});
