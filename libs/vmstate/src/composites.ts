import type { Field, Fields, StateOf } from './field.ts';
import { loadState, resetState, saveState } from './state.ts';
import { expectMap, StateError, type Tree } from './tree.ts';

/** Fields within a field. */
export const struct = <S extends Fields>(fields: S): Field<StateOf<S>> => ({
  initial: () => resetState(fields),
  coerce: (value) => value,
  save: (value, path) => saveState(fields, value, path),
  load: (tree, path) => loadState(fields, tree, path),
});

/** A value or null; null after reset. */
export const optional = <T>(field: Field<T, unknown>): Field<T | null> => ({
  initial: () => null,
  coerce: (value) => (value === null ? null : field.coerce(value)),
  save: (value, path) => (value === null ? null : field.save(value, path)),
  load: (tree, path) => (tree === null ? null : field.load(tree, path)),
});

/** Up to `max` values by name, none after reset. Whatever order they were put in, they are saved as one map. */
export const map = <T>(field: Field<T, unknown>, max: number): Field<Map<string, T>> => ({
  initial: () => new Map(),
  coerce: (value) => value,
  save: (value, path) => {
    if (value.size > max) throw new StateError(path, `expected at most ${max} entries, got ${value.size}`);
    const entries = [...value].map(([key, item]): [string, Tree] => [key, field.save(item, `${path}.${key}`)]);
    return Object.fromEntries(entries);
  },
  load: (tree, path) => {
    const entries = Object.entries(expectMap(tree, path));
    if (entries.length > max) throw new StateError(path, `expected at most ${max} entries, got ${entries.length}`);
    return new Map(entries.sort(byKey).map(([key, item]): [string, T] => [key, field.load(item, `${path}.${key}`)]));
  },
});

const byKey = ([a]: [string, Tree], [b]: [string, Tree]): number => (a < b ? -1 : a > b ? 1 : 0);
