import type { PageRuns, RamBlock } from '@reprise/memory';
import type { TreeMap } from '@reprise/vmstate';
import type { DiskPages } from './disk.ts';
import { markRun, saveState, type RunMark, type RunParts } from './saved-run.ts';

/** Pages of a block of RAM, still in place. */
export interface CapturedBlock {
  readonly block: RamBlock;
  /** Counted from the block's start. */
  readonly pages: PageRuns;
}

/**
 * A run at one instant. Its RAM is still where it was: whoever takes it out must be done with a page before it changes, which
 * `PageTracker.addSaver` tells of.
 */
export interface Capture {
  /** What is written from now on is written after it. */
  readonly mark: RunMark;
  /** The state without memory. Parts of it may still be the run's: it counts until the run goes on. */
  readonly state: TreeMap;
  /** The pages written since the mark that was given; without one, since the run began. */
  readonly ram: readonly CapturedBlock[];
  /** By disk: the pages written since then over its image, which stay as they are. */
  readonly disks: ReadonlyMap<string, DiskPages>;
}

export function captureRun(run: RunParts, since?: RunMark): Capture {
  const mark = markRun(run);
  return {
    mark,
    state: saveState(run),
    ram: run.machine.ramBlocks.map((block) => ({ block, pages: run.written.since(block, since?.ram ?? 0) })),
    disks: new Map([...run.disks].map(([name, disk]) => [name, disk.save(since?.disks.get(name))])),
  };
}
