import type { Field } from './field.ts';
import { describe, expectInteger, expectList, expectU64, StateError } from './tree.ts';
import { type IntegerType, type NumberVector, vectorOf } from './vectors.ts';

function integer<A extends NumberVector>(initial: number, type: IntegerType<A>): Field<number, A> {
  const { min, max, wrap } = type;
  const start = wrap(initial);
  return {
    initial: () => start,
    coerce: wrap,
    save: (value, path) => expectInteger(value, path, min, max),
    load: (tree, path) => expectInteger(tree, path, min, max),
    vector: (length) => vectorOf(type, length, start),
  };
}

const U8: IntegerType<Uint8Array> = { min: 0, max: 0xff, wrap: (value) => value & 0xff, make: (length) => new Uint8Array(length) };
const U16: IntegerType<Uint16Array> = { min: 0, max: 0xffff, wrap: (value) => value & 0xffff, make: (length) => new Uint16Array(length) };
const U32: IntegerType<Uint32Array> = { min: 0, max: 0xffff_ffff, wrap: (value) => value >>> 0, make: (length) => new Uint32Array(length) };
const I32: IntegerType<Int32Array> = { min: -(2 ** 31), max: 2 ** 31 - 1, wrap: (value) => value | 0, make: (length) => new Int32Array(length) };

/** An unsigned 8-bit value. An array of it is a Uint8Array. */
export const u8 = (initial = 0): Field<number, Uint8Array> => integer(initial, U8);

/** An unsigned 16-bit value. An array of it is a Uint16Array. */
export const u16 = (initial = 0): Field<number, Uint16Array> => integer(initial, U16);

/** An unsigned 32-bit value. An array of it is a Uint32Array. */
export const u32 = (initial = 0): Field<number, Uint32Array> => integer(initial, U32);

/** A signed 32-bit value. An array of it is an Int32Array. */
export const i32 = (initial = 0): Field<number, Int32Array> => integer(initial, I32);

/** An integer in 0 .. 2^53-1 as a number: times in ns, instruction counts, guest physical addresses. Others are brought to the nearest one. */
export const safeInteger = (initial = 0): Field<number> => ({
  initial: () => initial,
  coerce: (value) => Math.min(Number.MAX_SAFE_INTEGER, Math.max(0, Math.trunc(value) || 0)),
  save: (value, path) => expectInteger(value, path, 0, Number.MAX_SAFE_INTEGER),
  load: (tree, path) => expectInteger(tree, path, 0, Number.MAX_SAFE_INTEGER),
});

/** An unsigned 64-bit value as a bigint. An array of it is a BigUint64Array. */
export const u64 = (initial = 0n): Field<bigint, BigUint64Array> => ({
  initial: () => initial,
  coerce: (value) => BigInt.asUintN(64, value),
  save: expectU64,
  load: expectU64,
  vector: (length) => ({
    initial: () => new BigUint64Array(length).fill(initial),
    coerce: (value) => value,
    save: (value, path) => {
      if (value.length !== length) throw new StateError(path, `expected ${length} values, got ${value.length}`);
      return [...value];
    },
    load: (tree, path) => {
      const items = expectList(tree, path, length, length);
      return BigUint64Array.from(items.map((item, index) => expectU64(item, `${path}[${index}]`)));
    },
  }),
});

/** True or false. */
export const flag = (initial = false): Field<boolean> => ({
  initial: () => initial,
  coerce: Boolean,
  save: expectFlag,
  load: expectFlag,
});

function expectFlag(tree: unknown, path: string): boolean {
  if (typeof tree === 'boolean') return tree;
  throw new StateError(path, `expected true or false, got ${describe(tree)}`);
}

/** Text of at most `maxLength` UTF-16 units. */
export function text(maxLength = 4096, initial = ''): Field<string> {
  const check = (tree: unknown, path: string): string => {
    if (typeof tree === 'string' && tree.length <= maxLength && tree.isWellFormed()) return tree;
    throw new StateError(path, `expected text of at most ${maxLength} characters, got ${describe(tree)}`);
  };
  return { initial: () => initial, coerce: (value) => value, save: check, load: check };
}

/** One of the given words. */
export function choice<const W extends string>(words: readonly W[], initial: W): Field<W> {
  const check = (tree: unknown, path: string): W => {
    const word = words.find((candidate) => candidate === tree);
    if (word !== undefined) return word;
    throw new StateError(path, `expected one of ${words.join(', ')}, got ${describe(tree)}`);
  };
  return { initial: () => initial, coerce: (value) => value, save: check, load: check };
}
