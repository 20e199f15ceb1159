import { ops, type OpName } from '@reprise/ir';
import { describe, expect, it } from 'vitest';
import { operate } from './index.ts';

const MAX = 0xffff_ffff_ffff_ffffn; // -1
const MIN = 0x8000_0000_0000_0000n; // the most negative
const TOP = 0x7fff_ffff_ffff_ffffn; // the most positive
const PATTERN = 0x0123_4567_89ab_cdefn;

type Case = readonly [args: readonly bigint[], expected: bigint];

/** Worked out by hand from the definitions: corner values of each operation. */
const cases: Readonly<Record<OpName, readonly Case[]>> = {
  'i64.add': [[[MAX, 1n], 0n], [[TOP, 1n], MIN], [[2n, 3n], 5n]],
  'i64.sub': [[[0n, 1n], MAX], [[MIN, 1n], TOP], [[5n, 3n], 2n]],
  'i64.mul': [[[MAX, MAX], 1n], [[MIN, 2n], 0n], [[0x1_0000_0001n, 0x1_0000_0001n], 0x0000_0002_0000_0001n], [[MAX, 7n], MAX - 6n]],
  'i64.and': [[[MAX, PATTERN], PATTERN], [[MIN, TOP], 0n]],
  'i64.or': [[[MIN, TOP], MAX], [[0n, PATTERN], PATTERN]],
  'i64.xor': [[[MAX, TOP], MIN], [[PATTERN, PATTERN], 0n]],
  'i64.shl': [[[1n, 63n], MIN], [[1n, 64n], 1n], [[PATTERN, 4n], 0x1234_5678_9abc_def0n], [[3n, MAX], MIN]],
  'i64.shr_s': [[[MIN, 63n], MAX], [[TOP, 62n], 1n], [[MIN, 64n], MIN], [[MAX, 7n], MAX]],
  'i64.shr_u': [[[MIN, 63n], 1n], [[MAX, 60n], 15n], [[PATTERN, 68n], PATTERN >> 4n]],
  'i64.rotl': [[[MIN, 1n], 1n], [[PATTERN, 8n], 0x2345_6789_abcd_ef01n], [[PATTERN, 64n], PATTERN], [[1n, MAX], MIN]],
  'i64.rotr': [[[1n, 1n], MIN], [[PATTERN, 8n], 0xef01_2345_6789_abcdn], [[PATTERN, 0n], PATTERN], [[1n, MAX], 2n]],
  'i64.clz': [[[0n], 64n], [[1n], 63n], [[MIN], 0n], [[0xffffn], 48n]],
  'i64.ctz': [[[0n], 64n], [[1n], 0n], [[MIN], 63n], [[0xff00n], 8n]],
  'i64.popcnt': [[[0n], 0n], [[MAX], 64n], [[PATTERN], 32n], [[MIN], 1n]],
  'i64.extend8_s': [[[0x80n], MAX - 0x7fn], [[0x17fn], 0x7fn]],
  'i64.extend16_s': [[[0x8000n], MAX - 0x7fffn], [[0x1_7fffn], 0x7fffn]],
  'i64.extend32_s': [[[0x8000_0000n], 0xffff_ffff_8000_0000n], [[0x1_7fff_ffffn], 0x7fff_ffffn]],
  'i64.eqz': [[[0n], 1n], [[MIN], 0n]],
  'i64.eq': [[[MAX, MAX], 1n], [[MIN, 0n], 0n]],
  'i64.ne': [[[MAX, MAX], 0n], [[MIN, 0n], 1n]],
  'i64.lt_s': [[[MIN, TOP], 1n], [[MAX, 0n], 1n], [[0n, 0n], 0n], [[1n, MAX], 0n]],
  'i64.lt_u': [[[MIN, TOP], 0n], [[MAX, 0n], 0n], [[0n, MAX], 1n], [[7n, 7n], 0n]],
  'i64.ge_s': [[[MIN, TOP], 0n], [[MAX, 0n], 0n], [[0n, 0n], 1n], [[1n, MAX], 1n]],
  'i64.ge_u': [[[MIN, TOP], 1n], [[MAX, 0n], 1n], [[0n, MAX], 0n], [[7n, 7n], 1n]],
  'i32.eqz': [[[0n], 1n], [[1n], 0n]],
  'i32.add': [[[0xffff_ffffn, 1n], 0n], [[0x7fff_ffffn, 1n], 0x8000_0000n]],
  'i32.sub': [[[0n, 1n], 0xffff_ffffn], [[0x8000_0000n, 1n], 0x7fff_ffffn]],
  'i32.mul': [[[0xffff_ffffn, 0xffff_ffffn], 1n], [[0x1_0001n, 0x1_0001n], 0x2_0001n]],
  'i32.and': [[[1n, 1n], 1n], [[1n, 0n], 0n]],
  'i32.or': [[[1n, 0n], 1n], [[0n, 0n], 0n]],
  'i32.shl': [[[1n, 31n], 0x8000_0000n], [[1n, 32n], 1n], [[3n, 31n], 0x8000_0000n]],
  'i32.shr_s': [[[0x8000_0000n, 31n], 0xffff_ffffn], [[0x4000_0000n, 30n], 1n], [[0x8000_0000n, 32n], 0x8000_0000n]],
  'i32.shr_u': [[[0x8000_0000n, 31n], 1n], [[0xffff_ffffn, 36n], 0x0fff_ffffn]],
  'i32.rotl': [[[0x8000_0000n, 1n], 1n], [[0x1234_5678n, 8n], 0x3456_7812n], [[7n, 32n], 7n]],
  'i32.rotr': [[[1n, 1n], 0x8000_0000n], [[0x1234_5678n, 8n], 0x7812_3456n], [[7n, 0n], 7n]],
  'i32.wrap_i64': [[[PATTERN], 0x89ab_cdefn], [[MAX], 0xffff_ffffn]],
  'i64.extend_i32_s': [[[0x8000_0000n], 0xffff_ffff_8000_0000n], [[0x7fff_ffffn], 0x7fff_ffffn]],
  'i64.extend_i32_u': [[[1n], 1n], [[0xffff_ffffn], 0xffff_ffffn]],
  'i64.div_s': [[[7n, MAX - 1n], MAX - 2n], [[MAX - 6n, 2n], MAX - 2n], [[MIN, MAX], MIN], [[5n, 0n], MAX], [[MIN, 0n], MAX]],
  'i64.div_u': [[[MAX, 2n], TOP], [[MIN, MAX], 0n], [[5n, 0n], MAX], [[0n, 0n], MAX]],
  'i64.rem_s': [[[7n, MAX - 1n], 1n], [[MAX - 6n, 2n], MAX], [[MIN, MAX], 0n], [[5n, 0n], 5n], [[MIN, 0n], MIN]],
  'i64.rem_u': [[[MAX, 10n], 5n], [[MIN, MAX], MIN], [[5n, 0n], 5n]],
  'i64.mulh_s': [[[MAX, MAX], 0n], [[MIN, MIN], 0x4000_0000_0000_0000n], [[MAX, 1n], MAX], [[MIN, TOP], 0xc000_0000_0000_0000n]],
  'i64.mulh_u': [[[MAX, MAX], MAX - 1n], [[MIN, MIN], 0x4000_0000_0000_0000n], [[MAX, 1n], 0n]],
  'i64.mulh_su': [[[MAX, MAX], MAX], [[MAX, 1n], MAX], [[1n, MAX], 0n], [[MIN, MIN], 0xc000_0000_0000_0000n], [[TOP, MAX], TOP - 1n]],
  'i64.clmul': [[[3n, 3n], 5n], [[MAX, MAX], 0x5555_5555_5555_5555n], [[MIN, 2n], 0n]],
  'i64.clmulh': [[[3n, 3n], 0n], [[MAX, MAX], 0x5555_5555_5555_5555n], [[MIN, 2n], 1n], [[MIN, MIN], 0x4000_0000_0000_0000n]],
  'i64.clmulr': [[[3n, 3n], 0n], [[MAX, MAX], 0xaaaa_aaaa_aaaa_aaaan], [[MIN, 1n], 1n], [[MIN, MIN], MIN]],
};

describe('pure operations', () => {
  const rows = Object.entries(cases).flatMap(([op, list]) => list.map(([args, expected]) => [op as OpName, args, expected] as const));

  it.each(rows)('%s %s = %s', (op, args, expected) => {
    expect(args.length).toBe(ops[op].args.length);
    expect(operate(op, args)).toBe(expected);
  });
});
