import { PAGE_SIZE, type PageSource } from '@reprise/memory';
import { PageTree, type HashFunction, type NodeSource } from '@reprise/tree';
import type { TreeMap } from '@reprise/vmstate';
import type { CapturedBlock } from './capture.ts';
import type { StoredDisk } from './disk.ts';
import { expectPart, markRun, prepareState, type RunMark, type RunParts } from './saved-run.ts';

/** A block of RAM that is kept elsewhere: the hash of its tree's top node, and where the other nodes can be had. */
export interface StoredBlock extends NodeSource {
  readonly top: Uint8Array;
}

/** A run that is kept elsewhere, its memory to be brought when it is touched. */
export interface StoredRun {
  /** All but the memory, as `Run.save` gives it. */
  readonly state: TreeMap;
  readonly ram: ReadonlyMap<string, StoredBlock>;
  /** What brings pages of RAM from then on: into memory that is zeros, but for the pages named here. */
  readonly pages: (stale: readonly CapturedBlock[]) => PageSource;
  readonly disks: ReadonlyMap<string, StoredDisk>;
}

/**
 * Puts a run into a stored state, none of its memory being there yet, and returns where it stands. Throws a StateError, before anything is
 * changed, when the state is of another configuration.
 */
export function loadStored(run: RunParts & { readonly hash: HashFunction }, { state, ram, pages, disks }: StoredRun): RunMark {
  const { ramBlocks } = run.machine;
  const load = prepareState(run, state);
  const blocks = ramBlocks.map((block) => ({ block, stored: expectPart(ram, 'ram', block.name) }));
  const drives = [...run.disks].map(([name, disk]) => ({ disk, stored: expectPart(disks, 'disks', name) }));
  load();
  run.machine.tracker.dropSource();
  run.written.mark();
  const stale = ramBlocks.map((block) => ({ block, pages: run.written.since(block, 0) }));
  for (const { block, stored } of blocks) run.trees.replace(block, PageTree.stored(block.size / PAGE_SIZE, stored.top, run.hash), stored);
  run.trees.begin(run.written.markAll(ramBlocks));
  run.machine.tracker.setSource(pages(stale));
  for (const { disk, stored } of drives) disk.loadLazily(stored, run.hash);
  return markRun(run);
}
