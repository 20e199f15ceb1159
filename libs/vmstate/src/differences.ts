import { isTreeMap, type Tree } from './tree.ts';

/** A field that two states have different; undefined where one has no such field. */
export interface StateDifference {
  /** `/machine/soc/uart0/fields/lcr` */
  readonly path: string;
  readonly left: Tree | undefined;
  readonly right: Tree | undefined;
}

/** The fields that differ, as deep as both have maps or lists of one length, in the order of their names. */
export function* stateDifferences(left: Tree | undefined, right: Tree | undefined, path = ''): Generator<StateDifference> {
  if (isTreeMap(left) && isTreeMap(right)) {
    for (const name of [...new Set([...Object.keys(left), ...Object.keys(right)])].sort()) {
      // names that are paths themselves ('/machine/soc') need no '/' before them
      yield* stateDifferences(left[name], right[name], name.startsWith('/') ? `${path}${name}` : `${path}/${name}`);
    }
  } else if (isList(left) && isList(right) && left.length === right.length) {
    for (const [index, item] of left.entries()) yield* stateDifferences(item, right[index], `${path}[${index}]`);
  } else if (!isSame(left, right)) yield { path, left, right };
}

const isList = (tree: Tree | undefined): tree is readonly Tree[] => Array.isArray(tree);

/** As data: 5 and 5n are the same. */
function isSame(left: Tree | undefined, right: Tree | undefined): boolean {
  if (left instanceof Uint8Array && right instanceof Uint8Array) return left.length === right.length && left.every((byte, index) => byte === right[index]);
  const isNumber = (tree: Tree | undefined): tree is number | bigint => typeof tree === 'number' || typeof tree === 'bigint';
  return isNumber(left) && isNumber(right) ? BigInt(left) === BigInt(right) : left === right;
}
