import { Worker } from 'node:worker_threads';
import { PAGE_SIZE } from '@reprise/memory';
import type { Run } from '@reprise/vm';
import { AttachedRun } from './attached-run.ts';
import { Heartbeat } from './heartbeat.ts';
import type { Command, DiskHashes, OpenedState, Report, TakenState, ThreadData } from './messages.ts';
import { sharePages } from './shared-pages.ts';
import { SnapshotError } from './snapshot-error.ts';

export interface SnapshotServiceOptions {
  /** Memory for pages that the guest changes before they are saved, in bytes: beyond it the guest waits. Default 64 MiB. */
  readonly asideBytes?: number;
  /** Bring memory of a restored run that it has not asked for: default true. */
  readonly readAhead?: boolean;
  /** URL of a module with an `openStore(address)` of its own. */
  readonly storeModule?: string;
}

/** A snapshot that was taken. */
export interface TakenSnapshot extends TakenState {
  readonly icount: number;
  /** Pages of RAM that had changed since the last one; of these, how many the guest changed before they were saved. */
  readonly pages: number;
  readonly aside: number;
  /** How long the guest was held when it was taken, in ms. */
  readonly pauseMs: number;
}

interface Waiting {
  readonly resolve: (report: Report) => void;
  readonly reject: (error: SnapshotError) => void;
}

const DEFAULT_ASIDE = 64 << 20;

/** The module of the thread is beside this one, also where it is bundled: ./reprise sees to that. */
const threadModule = new URL(import.meta.url.endsWith('.ts') ? './snapshot-thread.ts' : './snapshot-thread.js', import.meta.url);

/**
 * Takes snapshots of runs while they go on, and restores runs from them as they are touched. Everything but the moment of a snapshot itself
 * happens in a thread of its own. The guest sees nothing of it.
 */
export class SnapshotService {
  readonly #worker: Worker;
  readonly #heartbeat = new Heartbeat();
  readonly #asideBytes: number;
  readonly #readAhead: boolean;
  readonly #runs = new Map<Run, AttachedRun>();
  readonly #calls = new Map<number, Waiting>();
  #nextCall = 0;
  #nextRun = 0;
  #failure: SnapshotError | undefined;
  readonly #ready: Promise<void>;
  #started = (): void => {};
  #notStarted: (error: SnapshotError) => void = () => {};

  /** @param store the address of the store: `file:FOLDER` or `s3://BUCKET/PREFIX?endpoint=URL` */
  constructor(store: string, { asideBytes = DEFAULT_ASIDE, readAhead = true, storeModule }: SnapshotServiceOptions = {}) {
    this.#asideBytes = Math.max(PAGE_SIZE, asideBytes - (asideBytes % PAGE_SIZE));
    this.#readAhead = readAhead;
    const workerData: ThreadData = { store, storeModule, heartbeat: this.#heartbeat.buffer };
    this.#worker = new Worker(threadModule, { workerData, execArgv: threadModule.pathname.endsWith('.ts') ? ['--conditions=source'] : [] });
    this.#worker.unref();
    this.#ready = new Promise((resolve, reject) => {
      this.#started = resolve;
      this.#notStarted = reject;
    });
    this.#ready.catch(() => undefined); // whoever calls anything is told
    this.#worker.on('message', (report: Report) => this.#take(report));
    this.#worker.on('error', (error) => this.#end(`the snapshot thread failed: ${error instanceof Error ? error.message : String(error)}`));
    this.#worker.on('exit', () => this.#end('the snapshot thread has ended'));
  }

  /**
   * Prepares for snapshots of a run. `take` does it too; but here all that its first one would be held up by is done: the digests of the
   * images, and a look at all of the disks.
   */
  attach(run: Run): void {
    const attached = this.#runs.get(run) ?? this.#attach(run);
    if (attached.isDescribed) return;
    this.#describe(attached, [...run.disks].map(([name, disk]) => ({ name, hashes: disk.pageHashes(run.hash) })));
  }

  /** Lets go of a run. Memory of a restored one that is not there yet cannot be had any more. */
  detach(run: Run): void {
    const attached = this.#runs.get(run);
    if (!attached) return;
    attached.close();
    this.#runs.delete(run);
    this.#post({ kind: 'detach', run: attached.number });
  }

  /**
   * Takes the state of a run as it is now, between two calls of `runUntil`, and stores it (one at a time): its id is what `run.digest()` would be. The run
   * may go on at once.
   * @throws SnapshotError if it could not be stored: the run is as it was, and the next snapshot is whole
   */
  async take(run: Run): Promise<TakenSnapshot> {
    this.attach(run);
    const attached = this.#expect(run);
    if (attached.isBusy || run.machine.tracker.isSaving) throw new SnapshotError('busy', 'another snapshot of the run is being taken');
    attached.isBusy = true;
    try {
      const { icount } = run;
      const start = performance.now();
      const { mark, state: { configuration: _, ...state }, disks } = attached.capture();
      const { number, rescue: { counts: { wanted } } } = attached;
      const shared = [...disks].map(([name, pages]) => ({ name, pages: sharePages(pages) }));
      const taken = this.#call((call) => ({ kind: 'take', run: number, call, state, wanted, disks: shared }));
      const pauseMs = performance.now() - start;
      const report = await taken;
      if (report.kind !== 'taken') throw new SnapshotError('internal', `the snapshot thread reported '${report.kind}'`);
      attached.stored = mark;
      return { ...report.taken, icount, pages: wanted, aside: attached.rescue.counts.aside, pauseMs };
    } finally {
      attached.release();
      attached.isBusy = false;
    }
  }

  /**
   * Puts a run where a snapshot was taken. The machine has to be of the same configuration. It can go on at once: memory comes as it is
   * touched, and on its own; where it cannot be had, the run ends with 'io-error'.
   * @throws SnapshotError if there is no such snapshot, or it cannot be read; StateError if it is of another configuration. The run is as it was
   */
  async restore(run: Run, id: string): Promise<void> {
    const attached = this.#runs.get(run) ?? this.#attach(run);
    if (attached.isBusy || run.machine.tracker.isSaving) throw new SnapshotError('busy', 'a snapshot of the run is being taken');
    attached.isBusy = true;
    try {
      const report = await this.#call((call) => ({ kind: 'open', run: attached.number, call, id }));
      if (report.kind !== 'opened') throw new SnapshotError('internal', `the snapshot thread reported '${report.kind}'`);
      this.#fill(attached, report.opened);
    } finally {
      attached.isBusy = false;
    }
  }

  /** How often a restored run has waited for something that was not there yet. */
  asked(run: Run): number {
    return this.#runs.get(run)?.asked ?? 0;
  }

  /** The thread has started, and its store is open. @throws SnapshotError */
  async ready(): Promise<void> {
    await this.#ready;
  }

  /** Ends the thread. Snapshots that are being taken fail. */
  async close(): Promise<void> {
    for (const attached of this.#runs.values()) attached.close();
    this.#runs.clear();
    await this.#worker.terminate();
  }

  #fill(attached: AttachedRun, opened: OpenedState): void {
    attached.restore(opened, () => this.#post({ kind: 'stop-filling', run: attached.number }));
    this.#describe(attached, undefined);
    this.#post({ kind: 'fill', run: attached.number, readAhead: this.#readAhead });
  }

  #describe(attached: AttachedRun, disks: readonly DiskHashes[] | undefined): void {
    this.#post({ kind: 'describe', run: attached.number, configuration: attached.run.configuration, disks });
    attached.isDescribed = true;
  }

  #attach(run: Run): AttachedRun {
    const attached = new AttachedRun(run, this.#nextRun++, this.#asideBytes, this.#heartbeat);
    const { number, blocks, shared, port } = attached;
    this.#post({ kind: 'attach', run: number, memory: run.machine.memory.u8.buffer, blocks, shared, questions: port }, [port]);
    this.#runs.set(run, attached);
    return attached;
  }

  #expect(run: Run): AttachedRun {
    const attached = this.#runs.get(run);
    if (!attached) throw new Error('the run is not attached');
    return attached;
  }

  #post(command: Command, transfer: (ArrayBuffer | AttachedRun['port'])[] = []): void {
    this.#worker.postMessage(command, transfer);
  }

  #call(command: (call: number) => Command): Promise<Report> {
    if (this.#failure) return Promise.reject(this.#failure);
    const call = this.#nextCall++;
    if (this.#calls.size === 0) this.#worker.ref(); // what was asked for is waited for
    return new Promise((resolve, reject) => {
      this.#calls.set(call, { resolve, reject });
      this.#post(command(call));
    });
  }

  #take(report: Report): void {
    if (report.kind === 'filled') {
      for (const attached of this.#runs.values()) if (attached.number === report.run) attached.filled();
    }
    if (report.kind === 'ready') this.#started();
    if (!('call' in report)) return;
    const waiting = this.#calls.get(report.call);
    this.#calls.delete(report.call);
    if (this.#calls.size === 0) this.#worker.unref();
    if (report.kind === 'failed') waiting?.reject(SnapshotError.of(report.error));
    else waiting?.resolve(report);
  }

  #end(message: string): void {
    this.#failure ??= new SnapshotError('thread-ended', message);
    this.#notStarted(this.#failure);
    for (const attached of this.#runs.values()) attached.close();
    for (const { reject } of this.#calls.values()) reject(this.#failure);
    this.#calls.clear();
  }
}
