/**
 * What saved state is made of: plain data without floats, which has one encoding in bytes. Numbers are integers between
 * -(2^53-1) and 2^53-1, bigints between -2^64 and 2^64-1; as data, 5 and 5n are the same.
 */
export type Tree = null | boolean | number | bigint | string | Uint8Array | readonly Tree[] | TreeMap;
export interface TreeMap {
  readonly [key: string]: Tree;
}

/** Saved state that does not fit what it is to be loaded into; `path` says where: `uart0.lcr`. */
export class StateError extends Error {
  override name = 'StateError';
  readonly path: string;

  constructor(path: string, problem: string) {
    super(`${path}: ${problem}`);
    this.path = path;
  }
}

/** A value in an error message: short, with its kind. */
export function describe(tree: unknown): string {
  if (tree instanceof Uint8Array) return `${tree.length} bytes`;
  if (Array.isArray(tree)) return `a list of ${tree.length}`;
  if (typeof tree === 'string') return `'${tree.length > 40 ? `${tree.slice(0, 40)}..` : tree}'`;
  if (tree !== null && typeof tree === 'object') return 'a map';
  return String(tree);
}

export const isTreeMap = (tree: unknown): tree is TreeMap =>
  typeof tree === 'object' && tree !== null && !Array.isArray(tree) && !(tree instanceof Uint8Array);

/** @throws StateError if `tree` is not a map */
export function expectMap(tree: unknown, path: string): TreeMap {
  if (!isTreeMap(tree)) throw new StateError(path, `expected a map, got ${describe(tree)}`);
  return tree;
}

/** @throws StateError if `tree` is not a list of `min` to `max` items */
export function expectList(tree: Tree, path: string, min: number, max: number): readonly Tree[] {
  if (!isList(tree) || tree.length < min || tree.length > max) {
    const wanted = min === max ? `${min}` : `${min} to ${max}`;
    throw new StateError(path, `expected a list of ${wanted}, got ${describe(tree)}`);
  }
  return tree;
}

const isList = (tree: Tree): tree is readonly Tree[] => Array.isArray(tree);

/** @throws StateError if `tree` is not an integer in `min .. max` */
export function expectInteger(tree: Tree, path: string, min: number, max: number): number {
  if (typeof tree === 'number' && Number.isInteger(tree) && tree >= min && tree <= max) return tree === 0 ? 0 : tree;
  throw new StateError(path, `expected ${min}..${max}, got ${describe(tree)}`);
}

/** @throws StateError if `tree` is not an integer in 0 .. 2^64-1 */
export function expectU64(tree: Tree, path: string): bigint {
  const value = typeof tree === 'number' && Number.isSafeInteger(tree) ? BigInt(tree) : tree;
  if (typeof value === 'bigint' && value === BigInt.asUintN(64, value)) return value;
  throw new StateError(path, `expected 0..2^64-1, got ${describe(tree)}`);
}
