import type { Tree } from './tree.ts';

/**
 * One declared field of state, with values of type `T`; `A` is what an array of it is. The four operations are all that
 * state is ever put through.
 */
export interface Field<T, A = T[]> {
  /** The value after reset; a fresh one each time if it can be changed in place. */
  initial(): T;
  /** What is stored when `value` is assigned: integers wrap to their width. */
  coerce(value: T): T;
  /** The value as plain data that shares nothing with it. @throws StateError if the value is not one of the field's */
  save(value: T, path: string): Tree;
  /** @throws StateError if `tree` is not a saved value of the field */
  load(tree: Tree, path: string): T;
  /** An array of `length` values; without it, a plain array. */
  readonly vector?: (length: number) => Field<A>;
}

/** The fields of one piece of state, by name. */
export type Fields = Readonly<Record<string, Field<unknown, unknown>>>;

/** The type of the values of a field. */
export type ValueOf<F> = F extends Field<infer T, infer _A> ? T : never;

/** The state that `fields` declare: an object with a property for each, that wraps what is assigned to the field's width. */
export type StateOf<S> = { -readonly [K in keyof S]: ValueOf<S[K]> };
