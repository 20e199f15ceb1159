import type { Field } from './field.ts';
import { describe, expectInteger, expectList, StateError } from './tree.ts';

/** A typed array of numbers. */
export interface NumberVector {
  readonly length: number;
  [index: number]: number;
  fill(value: number): this;
  [Symbol.iterator](): Iterator<number>;
}

/** A kind of integers of at most 32 bits. */
export interface IntegerType<A extends NumberVector> {
  readonly min: number;
  readonly max: number;
  /** The integer of this kind that is stored for a number. */
  readonly wrap: (value: number) => number;
  readonly make: (length: number) => A;
}

/** A typed array of integers as a field. */
export function vectorOf<A extends NumberVector>({ min, max, make }: IntegerType<A>, length: number, initial: number): Field<A> {
  return {
    initial: () => make(length).fill(initial),
    coerce: (value) => value,
    save: (value, path) => {
      if (value.length !== length) throw new StateError(path, `expected ${length} values, got ${value.length}`);
      return [...value];
    },
    load: (tree, path) => {
      const items = expectList(tree, path, length, length);
      const values = make(length);
      items.forEach((item, index) => {
        values[index] = expectInteger(item, `${path}[${index}]`, min, max);
      });
      return values;
    },
  };
}

/** Exactly `length` values: a typed array for integers (`u32()`: Uint32Array), a plain array otherwise. */
export function array<T, A>(field: Field<T, A>, length: number): Field<A>;
export function array<T>(field: Field<T>, length: number): Field<unknown> {
  return field.vector?.(length) ?? list(field, length, length);
}

/** Up to `max` values (and at least `min`, which is also how many there are after reset) in a plain array. */
export function list<T>(field: Field<T, unknown>, max: number, min = 0): Field<T[]> {
  return {
    initial: () => Array.from({ length: min }, () => field.initial()),
    coerce: (value) => value,
    save: (value, path) => {
      if (value.length < min || value.length > max) throw new StateError(path, `expected ${min} to ${max} values, got ${value.length}`);
      return value.map((item, index) => field.save(item, `${path}[${index}]`));
    },
    load: (tree, path) => expectList(tree, path, min, max).map((item, index) => field.load(item, `${path}[${index}]`)),
  };
}

/** `length` bytes as a Uint8Array, saved as bytes. */
export function bytes(length: number): Field<Uint8Array> {
  const check = (tree: unknown, path: string): Uint8Array => {
    if (tree instanceof Uint8Array && tree.length === length) return Uint8Array.from(tree);
    throw new StateError(path, `expected ${length} bytes, got ${describe(tree)}`);
  };
  return { initial: () => new Uint8Array(length), coerce: (value) => value, save: check, load: check };
}

/** Up to `max` bytes as a Uint8Array that is replaced, not changed in place; none after reset. */
export function blob(max: number): Field<Uint8Array> {
  const check = (tree: unknown, path: string): Uint8Array => {
    if (tree instanceof Uint8Array && tree.length <= max) return Uint8Array.from(tree);
    throw new StateError(path, `expected at most ${max} bytes, got ${describe(tree)}`);
  };
  return { initial: () => new Uint8Array(0), coerce: (value) => value, save: check, load: check };
}
