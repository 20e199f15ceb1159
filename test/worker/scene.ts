import { hash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addImage, type StoredCommand, type StoredRun } from '@reprise/control';
import type { JobInput, RunEnd } from '@reprise/contracts';
import { openStore, type ObjectStore } from '@reprise/store';
import { decodeCanonical, expectInteger, expectMap } from '@reprise/vmstate';
import { PROJECT, TestControlPlane } from './control-plane.ts';
import { WorkerProcess } from './worker-process.ts';

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20));

/** A control plane, a store, and workers to be disturbed. */
export class Scene {
  readonly plane: TestControlPlane;
  /** As the test looks at it; workers may have it under another address. */
  readonly store: ObjectStore;
  readonly #scratch: string;
  readonly #address: string;
  readonly #workers: WorkerProcess[] = [];

  private constructor(plane: TestControlPlane, scratch: string, address: string, store: ObjectStore) {
    this.plane = plane;
    this.store = store;
    this.#scratch = scratch;
    this.#address = address;
  }

  /** With a store in a folder, unless another is given: how workers are to call it, and how it is looked at. */
  static async start(given?: { readonly address: string; readonly store: ObjectStore }): Promise<Scene> {
    const scratch = mkdtempSync(join(tmpdir(), 'reprise-worker-'));
    const { address, store } = given ?? { address: `file:${scratch}/store`, store: openStore(`file:${scratch}/store`) };
    return new Scene(await TestControlPlane.start(), scratch, address, store);
  }

  startWorker(name: string, slots = 2): WorkerProcess {
    const worker = new WorkerProcess(name, { url: this.plane.url, store: this.#address, cache: join(this.#scratch, 'cache') }, slots);
    this.#workers.push(worker);
    return worker;
  }

  /** Ends all workers, and lets the control plane do what it does. */
  async clear(): Promise<void> {
    this.plane.hooks = {};
    if (process.env['REPRISE_WORKER_LOG']) for (const worker of this.#workers) process.stderr.write(worker.log);
    await Promise.all(this.#workers.splice(0).map((worker) => worker.stop()));
  }

  async close(): Promise<void> {
    await this.clear();
    await this.plane.close();
    await this.store.close();
    rmSync(this.#scratch, { recursive: true });
  }

  /** Gives the project an image; its digest. */
  async image(bytes: Uint8Array): Promise<string> {
    const sha256 = hash('sha256', bytes, 'hex');
    await this.store.put(`images/${sha256}`, bytes);
    await addImage(this.plane.ports, PROJECT, { digest: `sha256:${sha256}`, bytes: bytes.length });
    return `sha256:${sha256}`;
  }

  async job(bytes: Uint8Array, more: Partial<JobInput> = {}): Promise<JobInput> {
    return { machine: { memory: '16M' }, boot: { kind: 'program', program: await this.image(bytes) }, keyframes: { every: 20_000_000 }, outcome: { exitCodes: [7] }, retries: 10, ...more };
  }

  /** The end of a run, once it has come to it. */
  async endOf(id: string): Promise<RunEnd | null> {
    return (await this.plane.until(id, ({ endedAt }) => endedAt !== null)).end;
  }

  /** The console of a run, as far as it is stored. */
  async consoleOf(id: string): Promise<string> {
    const { head } = await this.plane.run(id);
    const parts: Uint8Array[] = [];
    for (const { epoch, from, to } of head?.parts ?? []) {
      for (let segment = from; segment < to; segment++) parts.push(await this.store.get(`runs/${id}/${epoch}/console/${segment}`).catch(() => new Uint8Array(0)));
    }
    return Buffer.concat(parts).toString();
  }

  /** For how many milliseconds a run had been executed at the end of each segment that is stored of it, by epoch. */
  async executedOf(id: string): Promise<number[][]> {
    const { head } = await this.plane.run(id);
    const executed = async (epoch: number, segment: number): Promise<number> => {
      const { wallMs = null } = expectMap(decodeCanonical(await this.store.get(`runs/${id}/${epoch}/notes/${segment + 1}`)), 'notes');
      return expectInteger(wallMs, 'wallMs', 0, Number.MAX_SAFE_INTEGER);
    };
    return Promise.all((head?.parts ?? []).map(({ epoch, from, to }) => Promise.all(Array.from({ length: to - from }, (_, at) => executed(epoch, from + at)))));
  }

  /** What has been given as the answer to a command. */
  async answered(command: StoredCommand): Promise<StoredCommand> {
    for (;;) {
      const now = await this.plane.ports.record.commands.get(command.id);
      if (now?.answeredAt) return now;
      await pause();
    }
  }

  /** The id of a worker, once it is known. */
  async workerId(name: string): Promise<string> {
    for (;;) {
      const found = (await this.plane.ports.record.workers.list(0)).findLast((worker) => worker.name === name);
      if (found) return found.id;
      await pause();
    }
  }

  /** Lets a run go on until so much more of it is stored. */
  async further(id: string, bytes: number): Promise<StoredRun> {
    const before = (await this.plane.run(id)).head?.consoleBytes ?? 0;
    return this.plane.until(id, ({ head }) => (head?.consoleBytes ?? 0) >= before + bytes);
  }
}
