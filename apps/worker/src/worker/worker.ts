import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { ApiError, httpWorkerApi, type WorkerApi } from '@reprise/api-client';
import type { Assignment, HeartbeatAnswer } from '@reprise/contracts';
import { LEASE_MS, newId, type News } from '@reprise/control';
import { consumeRuns, openNews, type Consumer } from '@reprise/queue';
import type { Logger } from 'pino';
import { Metrics } from './metrics.ts';
import { OwnedRun, type Incoming, type RunPorts } from './owned-run.ts';
import type { Settings } from './settings.ts';
import { trimFolder } from './trim-folder.ts';
import type { VmProgram } from './vm-child.ts';
import { VmPool } from './vm-pool.ts';

/** Leases are looked at so often, whatever else there is to wait for. */
const LEASE_CHECK_MS = 250;
/** For VMs to store their runs and let them go. */
const DRAIN_MS = 90_000;
const TRIM_MS = 60_000;
const CLOSE_MS = 3000;
/** The worker's own version: of what it says and writes. */
const VERSION = '0.1.0';

/** Where the parts of the program are. */
export interface Program {
  /** The module of a VM's process. */
  readonly vmProcess: VmProgram;
  /** The project's folder of guests. */
  readonly guests: string;
}

/** Takes runs that wait, and hosts their VMs, each in a process of its own. */
export class Worker {
  readonly id = newId('w');
  readonly #settings: Settings;
  readonly #log: Logger;
  readonly #api: WorkerApi;
  readonly #metrics = new Metrics();
  readonly #vms: VmPool;
  readonly #news: News | undefined;
  readonly #ports: RunPorts;
  readonly #runs = new Map<string, OwnedRun>();
  #consumer: Consumer | undefined;
  /** Runs that did not come by the queue. */
  #unqueued = 0;
  #isDraining = false;
  /** No more runs at all: the worker ends. */
  #isStopping = false;
  #isBeating = false;
  #beatAgain = false;
  readonly #timers: NodeJS.Timeout[] = [];

  constructor(settings: Settings, { vmProcess, guests }: Program, log: Logger) {
    this.#settings = settings;
    this.#log = log;
    this.#api = httpWorkerApi({ urls: settings.urls, token: settings.token, worker: this.id });
    this.#news = settings.redis === undefined ? undefined : openNews(settings.redis);
    this.#vms = new VmPool(vmProcess, { store: settings.store, images: settings.cache, guests }, settings.spares);
    this.#ports = { api: this.#api, worker: this.id, news: this.#news, vms: this.#vms, log, metrics: this.#metrics };
  }

  /** Begins to take runs, once a control plane knows it. */
  async start(): Promise<void> {
    const { slots, redis, metricsPort, heartbeatMs, name } = this.#settings;
    this.#metrics.watchRuns(() => this.#runs.size);
    const port = await this.#metrics.listen(metricsPort);
    this.#vms.fill(this.#freeSlots);
    await this.#register();
    this.#every(LEASE_CHECK_MS, () => this.#checkLeases());
    this.#every(heartbeatMs, () => this.#look());
    this.#every(TRIM_MS, () => trimFolder(this.#settings.cache, this.#settings.cacheBytes));
    await this.#news?.subscribe(`worker:${this.id}`, () => this.#look());
    if (redis !== undefined) {
      this.#consumer = consumeRuns(redis, { slots, onRun: ({ run }) => this.#claim(run), onError: (error) => this.#log.warn({ error: error.message }, 'wake-ups') });
    }
    this.#look();
    this.#log.info({ worker: this.id, name, slots, metrics: port }, 'worker is there');
  }

  /** Stores all runs and lets them go, takes nothing new, and ends. */
  async stop(): Promise<void> {
    if (this.#isStopping) return;
    this.#isStopping = true;
    this.#log.info({ runs: this.#runs.size }, 'worker ends');
    this.#vms.close();
    this.#setDraining(true);
    const late = setTimeout(() => {
      for (const run of this.#runs.values()) run.kill('the VM did not let go of the run in time');
    }, DRAIN_MS);
    await Promise.all([...this.#runs.values()].map(({ ended }) => ended));
    clearTimeout(late);
    await Promise.race([this.#consumer?.close(), sleep(CLOSE_MS)]); // a Redis that is away is not waited for
    for (const timer of this.#timers) clearInterval(timer);
    await this.#news?.close();
    this.#metrics.close();
  }

  /** Runs that may come. */
  get #freeSlots(): number {
    return this.#isDraining ? 0 : Math.max(0, this.#settings.slots - this.#runs.size);
  }

  #every(ms: number, work: () => void | Promise<void>): void {
    this.#timers.push(setInterval(() => void work(), ms));
  }

  async #register(): Promise<void> {
    const { name, slots } = this.#settings;
    for (;;) {
      try {
        return await this.#api.register({ id: this.id, name, slots, version: VERSION, host: hostname().slice(0, 253) });
      } catch (error) {
        if (this.#isStopping || (error instanceof ApiError && error.status < 500)) throw error;
        this.#log.warn({ error: String(error) }, 'no control plane yet');
      }
    }
  }

  #checkLeases(): void {
    const now = performance.now();
    for (const run of this.#runs.values()) run.checkLease(now);
  }

  /** Sends a heartbeat now, or another when the one under way is done. */
  #look(): void {
    this.#beatAgain = true;
    if (this.#isBeating) return;
    this.#isBeating = true;
    void this.#beat().finally(() => (this.#isBeating = false));
  }

  async #beat(): Promise<void> {
    while (this.#beatAgain) {
      this.#beatAgain = false;
      const owned = [...this.#runs.values()].filter(({ isOwner }) => isOwner);
      const sentAt = performance.now();
      try {
        const answer = await this.#api.heartbeat({ runs: owned.map(({ beat }) => beat), freeSlots: this.#freeSlots, draining: this.#isDraining });
        this.#heard(answer, owned, sentAt);
      } catch (error) {
        if (error instanceof ApiError && error.code === 'worker.not_found') await this.#register();
        else this.#log.warn({ error: String(error) }, 'no answer to a heartbeat');
      }
    }
  }

  #heard({ lost, commands, incoming, waiting, drain }: HeartbeatAnswer, owned: readonly OwnedRun[], sentAt: number): void {
    const gone = new Set(lost);
    for (const run of owned) {
      if (gone.has(run.run)) run.lose('the control plane says so');
      else run.renew(sentAt + LEASE_MS);
    }
    for (const command of commands) this.#runs.get(command.run)?.command(command);
    if (!this.#isStopping && drain !== this.#isDraining) this.#setDraining(drain);
    if (this.#isDraining) return;
    for (const { run, epoch, state, assignment } of incoming) if (!this.#runs.has(run)) void this.#host(assignment, performance.now(), { fromEpoch: epoch, state });
    for (const run of waiting) if (!this.#runs.has(run) && this.#runs.size < this.#settings.slots) void this.#unqueuedClaim(run);
  }

  #setDraining(isDraining: boolean): void {
    this.#isDraining = isDraining;
    this.#fitSlots();
    this.#vms.fill(this.#freeSlots);
    if (isDraining) for (const run of this.#runs.values()) run.release();
    this.#log.info(isDraining ? 'nothing new is taken' : 'runs are taken again');
  }

  #fitSlots(): void {
    this.#consumer?.setSlots(this.#isDraining ? 0 : this.#settings.slots - this.#unqueued);
  }

  async #unqueuedClaim(run: string): Promise<void> {
    this.#unqueued++;
    this.#fitSlots();
    try {
      await this.#claim(run);
    } catch (error) {
      this.#log.warn({ run, error: String(error) }, 'a run that waits could not be claimed');
    } finally {
      this.#unqueued--;
      this.#fitSlots();
    }
  }

  /** Asks for a run, and hosts it to its end here, if it is to be had. */
  async #claim(run: string): Promise<void> {
    if (this.#isDraining || this.#runs.has(run) || this.#claiming.has(run)) return;
    this.#claiming.add(run);
    const askedAt = performance.now();
    let assignment: Assignment;
    try {
      assignment = await this.#api.claim(run);
    } catch (error) {
      if (error instanceof ApiError && error.status < 500) return this.#log.debug({ run, code: error.code }, 'a run is not to be had');
      throw error;
    } finally {
      this.#claiming.delete(run);
    }
    await this.#host(assignment, askedAt);
  }

  readonly #claiming = new Set<string>();

  async #host(assignment: Assignment, askedAt: number, incoming?: Incoming): Promise<void> {
    const run = new OwnedRun(this.#ports, assignment, askedAt, incoming);
    this.#runs.set(run.run, run);
    if (this.#isDraining) run.release();
    try {
      await run.ended;
    } finally {
      this.#runs.delete(run.run);
      this.#vms.fill(this.#freeSlots);
    }
  }
}
