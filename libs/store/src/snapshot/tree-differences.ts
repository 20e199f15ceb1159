import { equalHashes, FANOUT, HASH_BYTES, type TreeShape } from '@reprise/tree';
import type { NodeReference, TreeNodes } from './tree-nodes.ts';

/** Nodes (or pages: level 0) that two trees of one shape have different at the same place. */
export interface TreeDifferences {
  readonly level: number;
  /** In ascending order of their numbers. */
  readonly places: readonly DifferentPlace[];
}

export interface DifferentPlace {
  readonly index: number;
  readonly left: Uint8Array;
  readonly right: Uint8Array;
  /** The left one's bytes, if it is a node and not of zeros. */
  readonly node: Uint8Array | undefined;
}

/** Nodes that are looked into at a time. */
const STEP = 64;

type Place = Omit<DifferentPlace, 'node'>;

/** Walks two trees from the top down, and looks only into what differs. A node comes before what is under it. */
export function treeDifferences(left: TreeNodes, right: TreeNodes): AsyncGenerator<TreeDifferences> {
  const top = { index: 0, left: left.top, right: right.top };
  return walk(left, right, left.shape.height, equalHashes(left.top, right.top) ? [] : [top]);
}

async function* walk(left: TreeNodes, right: TreeNodes, level: number, places: readonly Place[]): AsyncGenerator<TreeDifferences> {
  const { shape } = left;
  if (level === 0) {
    if (places.length > 0) yield { level, places: places.map((place) => ({ ...place, node: undefined })) };
    return;
  }
  for (let at = 0; at < places.length; at += STEP) {
    const step = places.slice(at, at + STEP);
    const [ours, theirs] = await Promise.all([
      left.nodes(level, wanted(shape, level, step, 'left')),
      right.nodes(level, wanted(shape, level, step, 'right')),
    ]);
    yield { level, places: step.map((place) => ({ ...place, node: ours.get(place.index) })) };
    const below = step.flatMap(({ index }) => differentChildren(shape, level, index, ours.get(index), theirs.get(index)));
    yield* walk(left, right, level - 1, below);
  }
}

const wanted = (shape: TreeShape, level: number, places: readonly Place[], side: 'left' | 'right'): NodeReference[] =>
  places.map((place) => ({ index: place.index, hash: place[side] })).filter(({ hash }) => !shape.isZero(level, hash));

function differentChildren(shape: TreeShape, level: number, parent: number, left: Uint8Array | undefined, right: Uint8Array | undefined): Place[] {
  const places: Place[] = [];
  const zero = shape.zero(level - 1);
  const end = Math.min(FANOUT, shape.count(level - 1) - parent * FANOUT);
  const childOf = (node: Uint8Array | undefined, child: number): Uint8Array => node?.subarray(child * HASH_BYTES, (child + 1) * HASH_BYTES) ?? zero;
  for (let child = 0; child < end; child++) {
    const [ours, theirs] = [childOf(left, child), childOf(right, child)];
    if (!equalHashes(ours, theirs)) places.push({ index: parent * FANOUT + child, left: ours, right: theirs });
  }
  return places;
}
