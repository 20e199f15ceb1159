import { describe, expect, it } from 'vitest';
import { I32, I64, type IntegerType, U32, U64 } from '../exact/convert.ts';
import { binary32, binary64 } from '../fast.ts';
import { F32, F64, type Format } from '../format.ts';
import { fp } from '../fp.ts';
import { type FloatResult, RDN, RMM, RNE, type RoundingMode, RTZ, RUP } from '../rounding.ts';
import { randomWords, sampleOperands } from '../testing/operands.ts';

const SEED = 20240;
const modes: readonly RoundingMode[] = [RNE, RTZ, RDN, RUP, RMM];
const result = new Int32Array(2);

const high = (bits: bigint): number => Number(BigInt.asIntN(32, bits >> 32n));
const low = (bits: bigint): number => Number(BigInt.asIntN(32, bits));
const shown = (bits: bigint): string => BigInt.asUintN(64, bits).toString(16);

type Operands = readonly [a: bigint, b: bigint, c: bigint];

interface Row {
  readonly name: string;
  readonly format: Format;
  readonly fast: (operands: Operands, rm: RoundingMode) => number;
  readonly exact: (operands: Operands, rm: RoundingMode) => FloatResult;
}

const rounding = ['add', 'sub', 'mul', 'div'] as const;
const choosing = ['min', 'max', 'eq', 'lt', 'le'] as const;
const integers = { I32, U32, I64, U64 } as const;
const integerNames = ['I32', 'U32', 'I64', 'U64'] as const;

/** An integer as it stands in a 64-bit register: those of 32 bits sign-extended from bit 31. */
const inRegister = (type: IntegerType, { bits, flags }: FloatResult): FloatResult => ({
  bits: type.width === 32 ? BigInt.asIntN(32, bits) : bits,
  flags,
});

const ofType = (type: IntegerType, bits: bigint): bigint =>
  type.isSigned ? BigInt.asIntN(type.width, bits) : BigInt.asUintN(type.width, bits);

const rows64: readonly Row[] = [
  ...rounding.map((name): Row => ({
    name,
    format: F64,
    fast: ([a, b], rm) => binary64[name](result, high(a), low(a), high(b), low(b), rm),
    exact: ([a, b], rm) => fp[name](F64, a, b, rm),
  })),
  ...choosing.map((name): Row => ({
    name,
    format: F64,
    fast: ([a, b]) => binary64[name](result, high(a), low(a), high(b), low(b)),
    exact: ([a, b]) => fp[name](F64, a, b),
  })),
  {
    name: 'sqrt',
    format: F64,
    fast: ([a], rm) => binary64.sqrt(result, high(a), low(a), rm),
    exact: ([a], rm) => fp.sqrt(F64, a, rm),
  },
  {
    name: 'fma',
    format: F64,
    fast: ([a, b, c], rm) => binary64.fma(result, high(a), low(a), high(b), low(b), high(c), low(c), rm),
    exact: ([a, b, c], rm) => fp.fma(F64, a, b, c, rm),
  },
  {
    name: 'classify',
    format: F64,
    fast: ([a]) => binary64.classify(result, high(a), low(a)),
    exact: ([a]) => fp.classify(F64, a),
  },
  {
    name: 'toBinary32',
    format: F64,
    fast: ([a], rm) => binary64.toBinary32(result, high(a), low(a), rm),
    exact: ([a], rm) => fp.convert(F64, F32, a, rm),
  },
  ...integerNames.map((type): Row => ({
    name: `to${type}`,
    format: F64,
    fast: ([a], rm) => binary64[`to${type}`](result, high(a), low(a), rm),
    exact: ([a], rm) => inRegister(integers[type], fp.toInteger(F64, a, integers[type], rm)),
  })),
  {
    name: 'fromI32',
    format: F64,
    fast: ([a]) => binary64.fromI32(result, low(a)),
    exact: ([a], rm) => fp.fromInteger(F64, ofType(I32, a), rm),
  },
  {
    name: 'fromU32',
    format: F64,
    fast: ([a]) => binary64.fromU32(result, low(a)),
    exact: ([a], rm) => fp.fromInteger(F64, ofType(U32, a), rm),
  },
  ...(['I64', 'U64'] as const).map((type): Row => ({
    name: `from${type}`,
    format: F64,
    fast: ([a, b], rm) => binary64[`from${type}`](result, high(a >> (b & 63n)), low(a >> (b & 63n)), rm),
    exact: ([a, b], rm) => fp.fromInteger(F64, ofType(integers[type], a >> (b & 63n)), rm),
  })),
];

const rows32: readonly Row[] = [
  ...rounding.map((name): Row => ({
    name,
    format: F32,
    fast: ([a, b], rm) => binary32[name](result, low(a), low(b), rm),
    exact: ([a, b], rm) => fp[name](F32, a, b, rm),
  })),
  ...choosing.map((name): Row => ({
    name,
    format: F32,
    fast: ([a, b]) => binary32[name](result, low(a), low(b)),
    exact: ([a, b]) => fp[name](F32, a, b),
  })),
  { name: 'sqrt', format: F32, fast: ([a], rm) => binary32.sqrt(result, low(a), rm), exact: ([a], rm) => fp.sqrt(F32, a, rm) },
  {
    name: 'fma',
    format: F32,
    fast: ([a, b, c], rm) => binary32.fma(result, low(a), low(b), low(c), rm),
    exact: ([a, b, c], rm) => fp.fma(F32, a, b, c, rm),
  },
  { name: 'classify', format: F32, fast: ([a]) => binary32.classify(result, low(a)), exact: ([a]) => fp.classify(F32, a) },
  {
    name: 'toBinary64',
    format: F32,
    fast: ([a]) => binary32.toBinary64(result, low(a)),
    exact: ([a], rm) => fp.convert(F32, F64, a, rm),
  },
  ...integerNames.map((type): Row => ({
    name: `to${type}`,
    format: F32,
    fast: ([a], rm) => binary32[`to${type}`](result, low(a), rm),
    exact: ([a], rm) => inRegister(integers[type], fp.toInteger(F32, a, integers[type], rm)),
  })),
  ...(['I32', 'U32'] as const).map((type): Row => ({
    name: `from${type}`,
    format: F32,
    fast: ([a, b], rm) => binary32[`from${type}`](result, low(a ^ b), rm),
    exact: ([a, b], rm) => fp.fromInteger(F32, ofType(integers[type], a ^ b), rm),
  })),
  ...(['I64', 'U64'] as const).map((type): Row => ({
    name: `from${type}`,
    format: F32,
    fast: ([a, b, c], rm) => binary32[`from${type}`](result, low((a << 20n) ^ c), low(b), rm),
    exact: ([a, b, c], rm) =>
      fp.fromInteger(F32, ofType(integers[type], (((a << 20n) ^ c) << 32n) | BigInt.asUintN(32, b)), rm),
  })),
];

/** The rows round to nearest in most cases, since the other modes go the slow way. */
const compare = (row: Row, cases: number): string[] => {
  const random = randomWords(SEED);
  const differences: string[] = [];
  for (let i = 0; i < cases; i++) {
    const operands = sampleOperands(row.format, random);
    const rm = i % 8 === 0 ? (modes[random() % 5] ?? RNE) : RNE;
    result.fill(0x5a5a5a5a);
    const flags = row.fast(operands, rm);
    const got = (BigInt(result[1] ?? 0) << 32n) | BigInt((result[0] ?? 0) >>> 0);
    const want = row.exact(operands, rm);
    if (shown(got) !== shown(want.bits) || flags !== want.flags) {
      differences.push(
        `rm ${rm} of ${operands.map(shown).join(' ')}: ${shown(got)} flags ${flags}, not ${shown(want.bits)} flags ${want.flags}`,
      );
    }
  }
  return differences;
};

describe('the edge of tininess in binary32', () => {
  // 31 * 1082401 = 2^25 - 1: a product half a place of 24 bits below 2^-126, a tie that goes up and is not tiny.
  it.each([
    ['a tie', 0x48842108, 31],
    ['a little less', 0x48842107, 31],
    ['a little more', 0x48842109, 31],
  ])('%s', (_, a, b) => {
    const flags = binary32.mul(result, a, b, RNE);
    expect({ bits: BigInt((result[0] ?? 0) >>> 0), flags }).toEqual(fp.mul(F32, BigInt(a), BigInt(b), RNE));
  });
});

describe(`words against the exact implementation, seed ${SEED}`, () => {
  it.each(rows64)('binary64.$name', (row) => {
    expect(compare(row, 15_000).slice(0, 5)).toEqual([]);
  });
  it.each(rows32)('binary32.$name', (row) => {
    expect(compare(row, 15_000).slice(0, 5)).toEqual([]);
  });
});
