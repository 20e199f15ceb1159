import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { PAGE_SHIFT, PAGE_SIZE } from '@reprise/memory';
import type { NodePlace } from '@reprise/tree';
import type { Capture, Run, RunMark, StoredRun } from '@reprise/vm';
import { AbsentPages } from './absent-pages.ts';
import type { Heartbeat } from './heartbeat.ts';
import type { OpenedState } from './messages.ts';
import { PageRescue } from './page-rescue.ts';
import { Questions } from './questions.ts';
import { allocateShared, type BlockPlace, type SharedBuffers } from './shared-state.ts';

/** A run and what its thread shares with that of the snapshots. */
export class AttachedRun {
  readonly run: Run;
  readonly number: number;
  readonly blocks: readonly BlockPlace[];
  readonly shared: SharedBuffers;
  /** The other thread's end of the channel for questions. */
  readonly port: MessagePort;
  readonly rescue: PageRescue;
  /** What was stored last; undefined if nothing is. */
  stored: RunMark | undefined;
  isBusy = false;
  /** The other thread has the configuration, and the trees of the disks. */
  isDescribed = false;
  readonly #questions: Questions;
  /** What the run was restored from last. */
  #pages: AbsentPages | undefined;

  constructor(run: Run, number: number, asideBytes: number, heartbeat: Heartbeat) {
    const { memory, ramBlocks } = run.machine;
    this.run = run;
    this.number = number;
    this.blocks = ramBlocks.map(({ name, offset, size }) => ({ name, first: offset >>> PAGE_SHIFT, pages: size / PAGE_SIZE }));
    this.shared = allocateShared(asideBytes);
    const { port1, port2 } = new MessageChannel();
    this.port = port2;
    port1.unref();
    this.#questions = new Questions(port1, this.shared.cells, heartbeat);
    this.rescue = new PageRescue(memory.u8.buffer, this.shared, heartbeat);
  }

  /** Holds the run's memory as it is now until `release`. */
  capture(): Capture {
    const { run, rescue } = this;
    run.machine.tracker.addSaver(rescue);
    const capture = run.capture(this.stored);
    rescue.begin();
    for (const { block, pages } of capture.ram) rescue.want(block.offset >>> PAGE_SHIFT, pages);
    return capture;
  }

  /** The snapshot is taken, or given up. */
  release(): void {
    this.run.machine.tracker.removeSaver(this.rescue);
  }

  /** Puts the run where a stored state was, none of its memory being there. `onRelease`: the memory is no longer wanted. @throws StateError */
  restore({ state, ram, disks }: OpenedState, onRelease: () => void): void {
    const questions = this.#questions;
    const nodesOf = (memory: 'ram' | 'disks', name: string) => (places: readonly NodePlace[]) => questions.ask({ kind: 'nodes', memory, name, places });
    const stored: StoredRun = {
      state,
      ram: new Map(ram.map(({ name, top }) => [name, { top, nodes: nodesOf('ram', name) }])),
      pages: (stale) => (this.#pages = new AbsentPages(this.shared, this.blocks, stale, questions, onRelease)),
      disks: new Map(disks.map(({ name, top, written }) => [name, {
        top,
        written,
        nodes: nodesOf('disks', name),
        page: (page) => questions.ask({ kind: 'disk-page', disk: name, page })[0] ?? new Uint8Array(PAGE_SIZE),
      }])),
    };
    this.stored = this.run.restoreStored(stored);
  }

  /** How often the VM has waited for something of a stored run. */
  get asked(): number {
    return this.#questions.asked;
  }

  /** All memory is there. */
  filled(): void {
    if (this.#pages) this.run.machine.tracker.dropSource(this.#pages);
  }

  close(): void {
    this.release();
    this.#questions.close();
  }
}
