import { encodeCanonical, type Tree, type TreeMap } from '@reprise/vmstate';

/** A field of the state that two snapshots have different; undefined where one has no such field. */
export interface StateDifference {
  /** `/machine/soc/cpu0/pc` */
  readonly path: string;
  readonly left: Tree | undefined;
  readonly right: Tree | undefined;
}

/** The fields that differ, as deep as both have maps or lists of one length, in the order of their names. */
export function* stateDifferences(left: Tree | undefined, right: Tree | undefined, path = ''): Generator<StateDifference> {
  if (isMap(left) && isMap(right)) {
    for (const name of [...new Set([...Object.keys(left), ...Object.keys(right)])].sort()) {
      // names that are paths themselves ('/machine/soc') need no '/' before them
      yield* stateDifferences(left[name], right[name], name.startsWith('/') ? `${path}${name}` : `${path}/${name}`);
    }
  } else if (isList(left) && isList(right) && left.length === right.length) {
    for (const [index, item] of left.entries()) yield* stateDifferences(item, right[index], `${path}[${index}]`);
  } else if (!isSame(left, right)) yield { path, left, right };
}

const isList = (tree: Tree | undefined): tree is readonly Tree[] => Array.isArray(tree);

const isMap = (tree: Tree | undefined): tree is TreeMap =>
  typeof tree === 'object' && tree !== null && !Array.isArray(tree) && !(tree instanceof Uint8Array);

function isSame(left: Tree | undefined, right: Tree | undefined): boolean {
  if (left === undefined || right === undefined) return left === right;
  return Buffer.compare(encodeCanonical(left), encodeCanonical(right)) === 0;
}
