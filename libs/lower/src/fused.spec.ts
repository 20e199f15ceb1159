/** Fused multiplication and addition as generated code does it, beside the exact implementation. */
import { F32, F64, fp, RNE, type Format } from '@reprise/softfloat';
import { ModuleBuilder } from '@reprise/wasm';
import { describe, expect, it } from 'vitest';
import { emitFusedDouble } from './fused.ts';
import { intrinsicsOf } from './lower-ops.ts';

type Fused = (a: number, b: number, c: number) => number;

/** `inLine` first tries what most need. */
function compiled(type: 'f32' | 'f64', inLine = false): Fused {
  const module = new ModuleBuilder();
  const intrinsics = intrinsicsOf(module);
  module.function('fused', [type, type, type], [type], (code) => {
    if (inLine) {
      code.block((rare) => {
        emitFusedDouble(code, code.local, [code.parameter(0), code.parameter(1), code.parameter(2)], rare);
        code.op('return');
      });
    }
    for (const index of [0, 1, 2]) code.get(code.parameter(index));
    code.call(intrinsics(`${type}.fma`));
  });
  return new WebAssembly.Instance(new WebAssembly.Module(module.build()), {}).exports['fused'] as Fused; // what was just exported
}

const cells = new DataView(new ArrayBuffer(8));
const bitsOf = (format: Format, value: number): bigint => {
  if (format === F64) cells.setFloat64(0, value);
  else cells.setFloat32(0, value);
  return format === F64 ? cells.getBigUint64(0) : BigInt(cells.getUint32(0));
};
const valueOf = (format: Format, bits: bigint): number => {
  if (format === F64) cells.setBigUint64(0, bits);
  else cells.setUint32(0, Number(bits));
  return format === F64 ? cells.getFloat64(0) : cells.getFloat32(0);
};

/** Numbers from 0 to 2^32 - 1, the same each time. */
function* words(): Generator<number, never> {
  for (let state = 0x2545_f491; ; ) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    yield state >>> 0;
  }
}
const random = words();
const below = (limit: number): number => random.next().value % limit;

/** Significands with long runs of equal bits, and any: the first make ties and cancellations. */
function significand(): bigint {
  const any = (BigInt(random.next().value) << 32n) | BigInt(random.next().value);
  const run = BigInt.asUintN(64, -1n << BigInt(below(64))) ^ BigInt.asUintN(64, -1n << BigInt(below(64)));
  return [any, run, 0n, 1n, run ^ 1n][below(5)] ?? any;
}

const numberOf = (format: Format, exponent: number): bigint => {
  const bias = 2 ** (format.exponentBits - 1) - 1;
  return (BigInt(bias + exponent) << BigInt(format.fractionBits)) | (significand() & format.fractionMask) | (below(2) === 0 ? format.signBit : 0n);
};

const around = (middle: number, distance: number): number => middle - distance + below(2 * distance + 1);

interface Case {
  readonly format: Format;
  readonly fused: Fused;
  /** It may give a NaN, which says that it does not know. */
  readonly mayNotKnow?: true;
  /** Exponents of factors and summands, from - to. */
  readonly factor: number;
  readonly summand: number;
}

const cases: readonly (readonly [string, Case])[] = [
  ['double', { format: F64, fused: compiled('f64'), factor: 200, summand: 500 }],
  ['double in line', { format: F64, fused: compiled('f64', true), factor: 200, summand: 500 }],
  ['double in line, for factors that are out of the reach of the function', { format: F64, fused: compiled('f64', true), mayNotKnow: true, factor: 440, summand: 900 }],
  ['single', { format: F32, fused: compiled('f32'), factor: 60, summand: 120 }],
];

describe.each(cases)('fused multiplication and addition, %s', (_, { format, fused, mayNotKnow, factor, summand }) => {
  const differing = (a: bigint, b: bigint, c: bigint): string | undefined => {
    const { bits: expected } = fp.fma(format, a, b, c, RNE);
    const result = fused(valueOf(format, a), valueOf(format, b), valueOf(format, c));
    if (mayNotKnow && Number.isNaN(result)) return undefined;
    const given = bitsOf(format, result);
    const field = (expected >> BigInt(format.fractionBits)) & BigInt(2 ** format.exponentBits - 1);
    const isOrdinary = format === F64 || (field > 0n && field < BigInt(2 ** format.exponentBits - 1));
    return given === expected || !isOrdinary ? undefined : `${a} * ${b} + ${c} is ${expected}, not ${given}`;
  };

  it('rounds once, for summands of about the size of the product and of any', () => {
    for (let i = 0; i < 40_000; i++) {
      const [ea, eb] = [around(0, factor), around(0, factor)];
      const distance = [2, 60, 120, 2 * summand][i % 4] ?? 0;
      const ec = Math.max(-summand, Math.min(summand, around(ea + eb, distance)));
      expect(differing(numberOf(format, ea), numberOf(format, eb), numberOf(format, ec))).toBeUndefined();
    }
  });

  it('is right where the product is taken away again, and about ties', () => {
    for (let i = 0; i < 20_000; i++) {
      const [a, b] = [numberOf(format, around(0, factor)), numberOf(format, around(0, factor))];
      const product = fp.mul(format, a, b, RNE).bits;
      const shift = BigInt(format.fractionBits + (i % 4)) << BigInt(format.fractionBits);
      const exponent = product & ~format.signBit;
      const tie = exponent > shift ? exponent - shift : exponent;
      for (const c of [product ^ format.signBit, (product ^ format.signBit) + 1n, tie, tie | format.signBit]) {
        if (c !== 0n) expect(differing(a, b, c)).toBeUndefined();
      }
    }
  });

  it.each([0, -0])('adds %s', (zero) => {
    for (let i = 0; i < 1000; i++) expect(differing(numberOf(format, around(0, factor)), numberOf(format, around(0, factor)), bitsOf(format, zero))).toBeUndefined();
  });
});
