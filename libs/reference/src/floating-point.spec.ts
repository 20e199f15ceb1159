import { fpOps, type FpOpName } from '@reprise/ir';
import { RNE } from '@reprise/softfloat';
import { describe, expect, it } from 'vitest';
import { computeFp } from './index.ts';

const ONE_S = 0x3f80_0000n;
const TWO_S = 0x4000_0000n;
const THREE_S = 0x4040_0000n;
const ONE_D = 0x3ff0_0000_0000_0000n;
const TWO_D = 0x4000_0000_0000_0000n;
const THREE_D = 0x4008_0000_0000_0000n;
const MINUS_ONE_S = 0xbf80_0000n;
const MINUS_ONE_D = 0xbff0_0000_0000_0000n;
const MINUS_ONE = 0xffff_ffff_ffff_ffffn;
const TOO_LARGE = 0xffff_ffff_8000_0000n; // 2^31 as a sign-extended word

/** One plain case of each, which shows that the name stands for the right function, format and width. */
const cases: Readonly<Record<FpOpName, readonly [args: readonly bigint[], result: bigint]>> = {
  'add.s': [[ONE_S, TWO_S], THREE_S], 'sub.s': [[THREE_S, TWO_S], ONE_S], 'mul.s': [[ONE_S, TWO_S], TWO_S],
  'div.s': [[TWO_S, ONE_S], TWO_S], 'sqrt.s': [[0x4080_0000n], TWO_S], 'fma.s': [[TWO_S, ONE_S, ONE_S], THREE_S],
  'add.d': [[ONE_D, TWO_D], THREE_D], 'sub.d': [[THREE_D, TWO_D], ONE_D], 'mul.d': [[ONE_D, TWO_D], TWO_D],
  'div.d': [[TWO_D, ONE_D], TWO_D], 'sqrt.d': [[0x4010_0000_0000_0000n], TWO_D], 'fma.d': [[TWO_D, ONE_D, ONE_D], THREE_D],
  'min.s': [[TWO_S, ONE_S], ONE_S], 'max.s': [[TWO_S, ONE_S], TWO_S], 'eq.s': [[ONE_S, ONE_S], 1n], 'lt.s': [[ONE_S, ONE_S], 0n],
  'le.s': [[ONE_S, ONE_S], 1n], 'class.s': [[ONE_S], 64n],
  'min.d': [[TWO_D, ONE_D], ONE_D], 'max.d': [[TWO_D, ONE_D], TWO_D], 'eq.d': [[ONE_D, ONE_D], 1n], 'lt.d': [[ONE_D, ONE_D], 0n],
  'le.d': [[ONE_D, ONE_D], 1n], 'class.d': [[ONE_D], 64n],
  'cvt.w.s': [[MINUS_ONE_S], MINUS_ONE], 'cvt.wu.s': [[0x4f00_0000n], TOO_LARGE], 'cvt.l.s': [[MINUS_ONE_S], MINUS_ONE],
  'cvt.lu.s': [[0x4f00_0000n], 0x8000_0000n],
  'cvt.w.d': [[MINUS_ONE_D], MINUS_ONE], 'cvt.wu.d': [[0x41e0_0000_0000_0000n], TOO_LARGE], 'cvt.l.d': [[MINUS_ONE_D], MINUS_ONE],
  'cvt.lu.d': [[0x41e0_0000_0000_0000n], 0x8000_0000n],
  'cvt.s.w': [[0x1_ffff_ffffn], MINUS_ONE_S], 'cvt.s.wu': [[0x1_0000_0001n], ONE_S], 'cvt.s.l': [[MINUS_ONE], MINUS_ONE_S],
  'cvt.s.lu': [[MINUS_ONE], 0x5f80_0000n],
  'cvt.d.w': [[0x1_ffff_ffffn], MINUS_ONE_D], 'cvt.d.wu': [[0x1_0000_0001n], ONE_D], 'cvt.d.l': [[MINUS_ONE], MINUS_ONE_D],
  'cvt.d.lu': [[MINUS_ONE], 0x43f0_0000_0000_0000n],
  'cvt.s.d': [[TWO_D], TWO_S], 'cvt.d.s': [[TWO_S], TWO_D],
};

describe('floating point', () => {
  it.each(Object.entries(cases))('%s', (name, [args, result]) => {
    const op = name as FpOpName;
    expect(args.length).toBe(fpOps[op].arity);
    expect(computeFp(op, args, RNE).bits).toBe(result);
  });

  it('looks at the low half of single-precision operands alone', () =>
    expect(computeFp('add.s', [ONE_S | (123n << 32n), TWO_S | (MINUS_ONE << 32n)], RNE)).toEqual({ bits: THREE_S, flags: 0 }));
});
