import type { Field, Fields, StateOf } from './field.ts';
import { expectMap, StateError, type Tree } from './tree.ts';

/** Values by their field's place, behind accessors (on the prototype, one class a declaration) that wrap what is assigned. */
class Slots {
  readonly values: unknown[];

  constructor(values: unknown[]) {
    this.values = values;
  }
}

interface Declared {
  readonly names: readonly string[];
  readonly create: (values: unknown[]) => object;
}

const declared = new WeakMap<Fields, Declared>();

function declarationOf(fields: Fields): Declared {
  let declaration = declared.get(fields);
  if (!declaration) {
    declaration = declare(fields);
    declared.set(fields, declaration);
  }
  return declaration;
}

function declare(fields: Fields): Declared {
  class State extends Slots {}
  const names = Object.keys(fields);
  names.forEach((name, index) => {
    if (name === 'values') throw new Error("a field cannot be named 'values'");
    const field = fieldOf(fields, name);
    Object.defineProperty(State.prototype, name, {
      enumerable: true,
      get(this: Slots) {
        return this.values[index];
      },
      set(this: Slots, value: unknown) {
        this.values[index] = field.coerce(value);
      },
    });
  });
  return { names, create: (values) => Object.preventExtensions(new State(values)) };
}

function fieldOf(fields: Fields, name: string): Field<unknown, unknown> {
  const field = fields[name];
  if (!field) throw new Error(`there is no field '${name}'`);
  return field;
}

function stateOf<S extends Fields>(fields: S, valueOf: (field: Field<unknown, unknown>, name: string) => unknown): StateOf<S> {
  const { names, create } = declarationOf(fields);
  const values = names.map((name) => valueOf(fieldOf(fields, name), name));
  return create(values) as StateOf<S>; // the accessors are made from the same fields as the type
}

/** New state with every field at its reset value. */
export const resetState = <S extends Fields>(fields: S): StateOf<S> => stateOf(fields, (field) => field.initial());

/** Gives every field of `state` the value it has in `from`; arrays and queues are then shared, so drop `from`. */
export function assignState<S extends Fields>(fields: S, state: StateOf<S>, from: StateOf<S>): void {
  for (const name of Object.keys(fields) as (keyof S)[]) state[name] = from[name]; // keys of S, as fields is an S
}

/**
 * A copy of the state as plain data: a map from field name to value.
 * @throws StateError if a value is not one of its field's
 */
export function saveState<S extends Fields>(fields: S, state: StateOf<S>, path = 'state'): Tree {
  const tree: Record<string, Tree> = {};
  for (const name of Object.keys(fields)) tree[name] = fieldOf(fields, name).save(state[name], `${path}.${name}`);
  return tree;
}

/**
 * The state that `saveState` made `tree` from.
 * @throws StateError naming the field if one is missing, unknown, or has a value that is not one of its own
 */
export function loadState<S extends Fields>(fields: S, tree: Tree, path = 'state'): StateOf<S> {
  const map = expectMap(tree, path);
  for (const name of Object.keys(map)) {
    if (!Object.hasOwn(fields, name)) throw new StateError(`${path}.${name}`, 'there is no such field');
  }
  return stateOf(fields, (field, name) => {
    const value = Object.hasOwn(map, name) ? map[name] : undefined;
    if (value === undefined) throw new StateError(`${path}.${name}`, 'missing');
    return field.load(value, `${path}.${name}`);
  });
}
