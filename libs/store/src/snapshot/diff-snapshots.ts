import { type StateDifference, stateDifferences } from '@reprise/vmstate';
import type { Snapshot } from './snapshot.ts';
import type { StoredTree } from './stored-tree.ts';
import { treeDifferences } from './tree-differences.ts';

/** A memory that two snapshots have different. */
export interface MemoryDifference {
  readonly kind: 'ram' | 'disk';
  readonly name: string;
  /** Pages of each one's; 0 where it has no such memory. */
  readonly sizes: readonly [left: number, right: number];
  /** The pages that differ, ascending; none where the sizes do, since then all is another memory. */
  readonly pages: readonly number[];
}

export interface SnapshotDifferences {
  /** Registers, devices, configuration. */
  readonly fields: readonly StateDifference[];
  readonly memories: readonly MemoryDifference[];
}

/** What differs between two snapshots, which may be of different stores. Reads only the nodes above pages that differ. @throws Damaged */
export async function diffSnapshots(left: Snapshot, right: Snapshot): Promise<SnapshotDifferences> {
  if (left.id === right.id) return { fields: [], memories: [] };
  const memories = [...(await diffTrees('ram', left.ram, right.ram)), ...(await diffTrees('disk', left.disks, right.disks))];
  return { fields: [...stateDifferences(left.state, right.state)], memories };
}

type Trees = ReadonlyMap<string, StoredTree>;

async function diffTrees(kind: MemoryDifference['kind'], left: Trees, right: Trees): Promise<MemoryDifference[]> {
  const differences: MemoryDifference[] = [];
  for (const name of [...new Set([...left.keys(), ...right.keys()])].sort()) {
    const [ours, theirs] = [left.get(name), right.get(name)];
    const sizes = [ours?.shape.pages ?? 0, theirs?.shape.pages ?? 0] as const;
    const pages = ours && theirs && sizes[0] === sizes[1] ? await differentPages(ours, theirs) : [];
    if (pages.length > 0 || sizes[0] !== sizes[1]) differences.push({ kind, name, sizes, pages });
  }
  return differences;
}

async function differentPages(left: StoredTree, right: StoredTree): Promise<number[]> {
  const pages: number[] = [];
  for await (const { level, places } of treeDifferences(left, right)) if (level === 0) pages.push(...places.map(({ index }) => index));
  return pages;
}
