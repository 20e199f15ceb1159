import { setTimeout as sleep } from 'node:timers/promises';
import { ApiError, type WorkerApi } from '@reprise/api-client';
import type { Assignment, Command, Heartbeat } from '@reprise/contracts';
import type { News } from '@reprise/control';
import type { Logger } from 'pino';
import type { FromVm, Progress, VmReport } from '../vm/messages.ts';
import type { Metrics } from './metrics.ts';
import type { VmChild } from './vm-child.ts';
import type { VmPool } from './vm-pool.ts';

/** What a run of this worker works with. */
export interface RunPorts {
  readonly api: WorkerApi;
  /** This worker's id. */
  readonly worker: string;
  readonly news: Pick<News, 'publish'> | undefined;
  readonly vms: VmPool;
  readonly log: Logger;
  readonly metrics: Metrics;
}

/** Of a migration to this worker: the epoch of the owner so far, and the state that it has prepared. */
export interface Incoming {
  readonly fromEpoch: number;
  readonly state: string;
}

/** Codes of a control plane for whom the run is not ours. */
const NOT_OURS: ReadonlySet<string> = new Set(['run.not_owner', 'run.not_found']);
const AGAIN_MS = 500;

/** A run that this worker owns, or is about to take over: its VM's process, and all that it has to say. */
export class OwnedRun {
  readonly run: string;
  readonly epoch: number;
  /** Resolves when the process has ended and that is known where it has to be. */
  readonly ended: Promise<void>;
  readonly #ports: RunPorts;
  readonly #vm: VmChild;
  readonly #log: Logger;
  readonly #incoming: Incoming | undefined;
  #isOwner: boolean;
  /** Until when the run is ours if nobody says otherwise, on this process's clock in ms. */
  #leaseUntil: number;
  /** It has stopped, for another worker to take the run over. */
  #isPrepared = false;
  /** No more is expected of the VM: it has said all, or was ended for a reason that is known. */
  #isOver = false;
  #fault: string | undefined;
  #progress: Progress = { vmState: 'prelaunch', icount: 0, runMs: 0, heldMs: 0 };
  #mips = 0;

  /** @param askedAt when it was asked for: from then on the lease runs, at the earliest */
  constructor(ports: RunPorts, assignment: Assignment, askedAt: number, incoming?: Incoming) {
    this.run = assignment.run;
    this.epoch = assignment.epoch;
    this.#ports = ports;
    this.#incoming = incoming;
    this.#isOwner = incoming === undefined;
    this.#leaseUntil = askedAt + assignment.leaseSeconds * 1000;
    this.#log = ports.log.child({ run: this.run, epoch: this.epoch });
    const exited = Promise.withResolvers<string>();
    this.#vm = ports.vms.take();
    this.#vm.connect({ onMessage: (message) => this.#take(message), onExit: exited.resolve });
    this.ended = exited.promise.then((how) => this.#exited(how));
    this.#vm.send({ kind: 'begin', assignment, takeover: incoming?.state ?? null });
    this.#log.info({ pid: this.#vm.pid, from: assignment.head?.icount ?? 0 }, incoming ? 'preparing to take a run over' : 'run begins');
  }

  get isOwner(): boolean {
    return this.#isOwner && !this.#isOver;
  }

  /** What a heartbeat says of it. */
  get beat(): Heartbeat['runs'][number] {
    const { vmState, icount } = this.#progress;
    return { run: this.run, epoch: this.epoch, vmState, icount, mips: this.#mips };
  }

  /** A heartbeat that was sent at this time has renewed the lease. */
  renew(until: number): void {
    this.#leaseUntil = Math.max(this.#leaseUntil, until);
  }

  /** Ends the VM where the run can no longer be ours. */
  checkLease(now: number): void {
    if (this.isOwner && now >= this.#leaseUntil) this.lose('the lease is over');
  }

  command(command: Command): void {
    if (command.kind === 'resume-after-migration') this.#isPrepared = false;
    this.#vm.send({ kind: 'command', command });
  }

  /** Lets others go on with it. */
  release(): void {
    if (this.#incoming && !this.#isOwner) this.lose('this worker takes nothing over any more');
    else this.#vm.send({ kind: 'release' });
  }

  /** Ends the VM at once: what it does is not for the run any more. */
  lose(reason: string): void {
    if (this.#isOver) return;
    this.#isOver = true;
    if (this.#isPrepared) this.#log.info('another worker has the run now');
    else this.#log.warn({ reason }, 'the run is lost');
    if (!this.#isPrepared) this.#ports.metrics.lost.inc();
    this.#vm.kill();
  }

  /** Ends a VM that does not do what it is asked; others go on with the run. */
  kill(reason: string): void {
    this.#fault ??= reason;
    this.#vm.kill();
  }

  #take(message: FromVm): void {
    switch (message.kind) {
      case 'progress':
        return this.#note(message);
      case 'console': {
        const { offset, bytes } = message;
        void this.#ports.news?.publish(`console:${this.run}`, { epoch: this.epoch, offset, data: Buffer.from(bytes).toString('base64') });
        return;
      }
      case 'report':
        void this.#answer(message.number, message.report);
        return;
      case 'done':
        this.#isOver = true;
        return;
      case 'fault':
        this.#fault = message.message;
    }
  }

  #note({ vmState, icount, runMs, heldMs }: Progress): void {
    const { metrics } = this.#ports;
    const before = this.#progress;
    this.#progress = { vmState, icount, runMs, heldMs };
    const instructions = icount - before.icount;
    if (before.runMs > 0 && runMs > before.runMs && instructions >= 0) {
      this.#mips = instructions / (runMs - before.runMs) / 1000;
      metrics.instructions.inc(instructions);
      metrics.heldSeconds.inc((heldMs - before.heldMs) / 1000);
    }
  }

  async #answer(number: number, report: VmReport): Promise<void> {
    const refused = await this.#pass(report);
    if (refused !== null) this.#log.warn({ report: report.kind, refused }, 'a report was refused');
    if (!this.#isOver) this.#vm.send({ kind: 'taken', report: number, refused });
  }

  /** Says it to the control plane, for as long as the run can be ours. */
  async #pass(report: VmReport): Promise<string | null> {
    const stop = this.#ports.metrics.reports.startTimer({ kind: report.kind });
    for (;;) {
      if (this.#isOver) return 'the run is not ours';
      try {
        await this.#say(report);
        stop();
        return null;
      } catch (error) {
        if (error instanceof ApiError && error.status < 500) {
          if (NOT_OURS.has(error.code) && report.kind !== 'takeover') this.lose(error.code);
          return `${error.code}: ${error.message}`;
        }
        this.#log.warn({ report: report.kind, error: String(error) }, 'a report is tried again');
        await sleep(AGAIN_MS);
        this.checkLease(performance.now());
      }
    }
  }

  async #say(report: VmReport): Promise<void> {
    const { api, worker, metrics } = this.#ports;
    const { run, epoch } = this;
    switch (report.kind) {
      case 'commit':
        return api.commit(run, { epoch, ...report.body });
      case 'answer':
        return api.answer(run, report.command, { epoch, ...report.body });
      case 'prepared':
        await api.prepared(run, { epoch, ...report.body });
        this.#isPrepared = true;
        return;
      case 'takeover': {
        const askedAt = performance.now();
        const { leaseSeconds } = await api.takeover(run, { worker, fromEpoch: this.#incoming?.fromEpoch ?? epoch - 1, state: report.state });
        this.#isOwner = true;
        this.#leaseUntil = askedAt + leaseSeconds * 1000;
        return this.#log.info('the run is taken over');
      }
      case 'yield':
        await api.yield(run, { epoch, ...report.body });
        return this.#log.info({ to: report.body.to, icount: report.body.head?.icount }, 'the run is let go');
      case 'end':
        await api.end(run, { epoch, ...report.body });
        metrics.ended.inc({ state: report.body.state });
        return this.#log.info({ state: report.body.state, reason: report.body.end.reason, icount: report.body.end.icount }, 'the run has ended');
      case 'reproduced':
        return api.reproduced(run, { epoch, ...report.body });
    }
  }

  /** The process has ended. If it did so unasked, the run is given back. */
  async #exited(how: string): Promise<void> {
    if (this.#isOver) return;
    const message = this.#fault ?? `the process of the VM ended: ${how}`;
    this.#log.error({ message }, 'the VM failed');
    this.#ports.metrics.faults.inc();
    if (this.#isOwner) await this.#pass({ kind: 'yield', body: { to: 'restart', head: null, state: null, message: message.slice(0, 2000), answers: [] } });
    this.#isOver = true;
  }
}
