import { type StateDifference, stateDifferences, type TreeMap } from '@reprise/vmstate';
import { PageSet } from './page-set.ts';
import { treeDifferences } from './tree-differences.ts';
import type { TreeNodes } from './tree-nodes.ts';

/** A state whose memory is known by hash trees: a stored snapshot, or a run at an instant. */
export interface ComparableState {
  /** `sha256:` and 64 hexadecimal digits: the hash of the state with its memory. */
  readonly id: string;
  /** All but memory. */
  readonly state: TreeMap;
  readonly ram: ReadonlyMap<string, TreeNodes>;
  readonly disks: ReadonlyMap<string, TreeNodes>;
}

/** A memory that two states have different. */
export interface MemoryDifference {
  readonly kind: 'ram' | 'disk';
  readonly name: string;
  /** Pages of each one's; 0 where it has no such memory. */
  readonly sizes: readonly [left: number, right: number];
  /** The pages that differ; none where the sizes do, since then all is another memory. */
  readonly pages: PageSet;
}

export interface StateDifferences {
  /** Registers, devices, configuration. */
  readonly fields: readonly StateDifference[];
  readonly memories: readonly MemoryDifference[];
}

/** What differs between two states, wherever they are kept. Reads only the nodes above pages that differ. @throws Damaged */
export async function diffStates(left: ComparableState, right: ComparableState): Promise<StateDifferences> {
  if (left.id === right.id) return { fields: [], memories: [] };
  const memories = [...(await diffTrees('ram', left.ram, right.ram)), ...(await diffTrees('disk', left.disks, right.disks))];
  return { fields: [...stateDifferences(left.state, right.state)], memories };
}

type Trees = ComparableState['ram'];

async function diffTrees(kind: MemoryDifference['kind'], left: Trees, right: Trees): Promise<MemoryDifference[]> {
  const differences: MemoryDifference[] = [];
  for (const name of [...new Set([...left.keys(), ...right.keys()])].sort()) {
    const [ours, theirs] = [left.get(name), right.get(name)];
    const sizes = [ours?.shape.pages ?? 0, theirs?.shape.pages ?? 0] as const;
    const pages = ours && theirs && sizes[0] === sizes[1] ? await differentPages(ours, theirs) : PageSet.of([]);
    if (pages.size > 0 || sizes[0] !== sizes[1]) differences.push({ kind, name, sizes, pages });
  }
  return differences;
}

async function differentPages(left: TreeNodes, right: TreeNodes): Promise<PageSet> {
  const pages: number[] = [];
  for await (const { level, places } of treeDifferences(left, right)) {
    if (level > 0) continue;
    for (const { index } of places) pages.push(index);
  }
  return PageSet.of(pages);
}
