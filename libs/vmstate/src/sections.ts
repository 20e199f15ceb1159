import type { Fields, StateOf } from './field.ts';
import { loadState, saveState } from './state.ts';
import { describe, expectMap, StateError, type Tree, type TreeMap } from './tree.ts';

/** Makes the saved fields of the next version from those of its own. It gets and gives plain data, and throws StateError. */
export type Upgrade = (fields: TreeMap, path: string) => TreeMap;

/** The declared state of one kind of object: QEMU's VMStateDescription. */
export interface StateDescription<S extends Fields> {
  readonly name: string;
  /** From 1 on, one more whenever the fields change. */
  readonly version: number;
  readonly fields: S;
  /** By the version that each one starts from. */
  readonly upgrades?: Readonly<Record<number, Upgrade>>;
}

/** Saved fields with the name and version of their description. */
export function saveSection<S extends Fields>(description: StateDescription<S>, state: StateOf<S>, path: string): TreeMap {
  return { type: description.name, version: description.version, fields: saveState(description.fields, state, path) };
}

/**
 * The state in a section of this or, through upgrades, an earlier version.
 * @throws StateError if it is of another type, of a version that there is no way from, or does not fit the fields
 */
export function loadSection<S extends Fields>(description: StateDescription<S>, tree: Tree, path: string): StateOf<S> {
  const { type, version, fields, ...rest } = expectMap(tree, path);
  const [unknown] = Object.keys(rest);
  if (unknown !== undefined) throw new StateError(`${path}.${unknown}`, 'there is no such part of a section');
  if (type !== description.name) throw new StateError(path, `expected the state of '${description.name}', got ${describe(type)}`);
  if (typeof version !== 'number' || !Number.isInteger(version) || version < 1 || version > description.version) {
    throw new StateError(path, `expected version 1..${description.version} of '${description.name}', got ${describe(version)}`);
  }
  let upgraded = expectMap(fields, path);
  for (let from = version; from < description.version; from++) {
    const upgrade = description.upgrades?.[from];
    if (!upgrade) throw new StateError(path, `version ${version} of '${description.name}' cannot be loaded: no upgrade from ${from}`);
    upgraded = upgrade(upgraded, path);
  }
  return loadState(description.fields, upgraded, path);
}

/** An object of the machine whose state is one section, found by its path. */
export interface Stateful {
  readonly path: string;
  save(): Tree;
  /** @throws StateError */
  load(tree: Tree): void;
}

/** The state of all objects, by path. */
export const saveSections = (objects: Iterable<Stateful>): TreeMap =>
  Object.fromEntries(Array.from(objects, (object): [string, Tree] => [object.path, object.save()]));

/**
 * Loads each object from the section with its path.
 * @throws StateError if a section is missing, belongs to no object, or does not fit; objects may then be half loaded
 */
export function loadSections(objects: Iterable<Stateful>, tree: Tree): void {
  const sections = expectMap(tree, 'state');
  const all = [...objects];
  const paths = new Set(all.map((object) => object.path));
  for (const path of Object.keys(sections)) if (!paths.has(path)) throw new StateError(path, 'there is no such object');
  for (const object of all) {
    const section = sections[object.path];
    if (section === undefined) throw new StateError(object.path, 'its state is missing');
    object.load(section);
  }
}
