import type { PageTree } from '@reprise/tree';
import type { TreeMap } from '@reprise/vmstate';
import type { PageSet } from './page-set.ts';

/** One memory of a machine at the instant of a snapshot. Nothing of it changes until the snapshot is written. */
export interface TreeSource {
  readonly tree: PageTree;
  /** The bytes of a page. Asked only for pages that the parent does not have so; undefined, and a page is asked for, is an error. */
  page(page: number): Uint8Array | undefined;
  /** Pages in the order in which the guest touched them first, as far as that is known. */
  readonly order?: Iterable<number>;
}

/** A disk: the pages that the guest has not written are its image's, and are not stored. */
export interface DiskSource extends TreeSource {
  readonly written: PageSet;
}

/** A machine at the instant of a snapshot. */
export interface SnapshotSource {
  /** The state without its memory: what `Run.digest` hashes, but for `ram` and `disks`. */
  readonly state: TreeMap;
  readonly ram: ReadonlyMap<string, TreeSource>;
  readonly disks: ReadonlyMap<string, DiskSource>;
}
