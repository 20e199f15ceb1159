import type { Pages, SavedRun } from '@reprise/vm';
import { stateDifferences, type StateDifference } from '@reprise/vmstate';

/** A page of RAM or of a disk that two runs have different. */
export interface PageDifference {
  readonly kind: 'ram' | 'disk';
  /** Of the block or disk. */
  readonly name: string;
  readonly page: number;
  /** The first byte that differs. */
  readonly offset: number;
  /** What each has; undefined where it is not known to have been written. */
  readonly left: Uint8Array | undefined;
  readonly right: Uint8Array | undefined;
}

export interface RunDifferences {
  /** Registers, devices, time. */
  readonly fields: readonly StateDifference[];
  readonly pages: readonly PageDifference[];
}

const PAGE_BYTES = 4096;
const ZEROS = new Uint8Array(PAGE_BYTES);

/**
 * Where two saved states differ: whole ones, or what was written since an instant at which both were the same. A page of RAM that only one of
 * them has is zeros in the other, or what `before` says; one of a disk is not known.
 */
export function runDifferences(left: SavedRun, right: SavedRun, before: (block: string, page: number) => Uint8Array | undefined = () => undefined): RunDifferences {
  const ram = differentPages('ram', left.ram, right.ram, (name, page) => before(name, page) ?? ZEROS);
  const disks = differentPages('disk', left.disks, right.disks, () => undefined);
  return { fields: [...stateDifferences(left.state, right.state)], pages: [...ram, ...disks] };
}

type Memories = ReadonlyMap<string, Pages>;

function differentPages(
  kind: PageDifference['kind'], left: Memories, right: Memories, otherwise: (name: string, page: number) => Uint8Array | undefined,
): PageDifference[] {
  const differences: PageDifference[] = [];
  for (const [name, ours] of left) {
    const theirs = right.get(name) ?? new Map<number, Uint8Array>();
    const pages = [...new Set([...ours.keys(), ...theirs.keys()])].sort((a, b) => a - b);
    for (const page of pages) {
      const [one, other] = [ours.get(page) ?? otherwise(name, page), theirs.get(page) ?? otherwise(name, page)];
      const offset = firstDifference(one, other);
      if (offset >= 0) differences.push({ kind, name, page, offset, left: one, right: other });
    }
  }
  return differences;
}

/** The first place at which two pages differ; -1 if they are the same. */
function firstDifference(one: Uint8Array | undefined, other: Uint8Array | undefined): number {
  if (!one || !other) return one === other ? -1 : 0;
  return one.findIndex((byte, at) => byte !== other[at]);
}
