import type { Run, RunLimits, RunStop, Watchpoint } from '@reprise/vm';
import { runMonitor, type MonitorCommands } from '../monitor/monitor.ts';
import type { ProgramFile } from '../symbols/program-file.ts';
import { DebuggedMachine } from './debugged-machine.ts';
import type { GdbTarget, Resume, StopEvent } from './target.ts';

export interface RunTargetOptions {
  readonly commands: MonitorCommands;
  /** Who runs the run, as its own `runUntil` would; by default, the run itself. */
  readonly runner?: { runUntil(limits: RunLimits): Promise<RunStop> | RunStop };
  /** Why gdb is to write nothing: the run is recorded, say. */
  readonly writeProtection?: string;
  readonly program?: ProgramFile | undefined;
}

/** Whose the run is. */
type Charge =
  /** gdb's, and it stands. */
  | { readonly kind: 'held' }
  /** gdb's, and it goes on until something stops it. */
  | { readonly kind: 'resumed'; readonly how: Resume; readonly stopped: (event: StopEvent) => void }
  /** Nobody's. */
  | { readonly kind: 'free' };

/**
 * A live run under gdb: it stands until a gdb has come and lets it go on. Somebody else drives it, by `runUntil` again and again, as they would
 * drive the run; between these calls gdb is heard. What gdb writes changes the run, as nothing else from outside does without a record.
 */
export class RunTarget implements GdbTarget {
  readonly machine: DebuggedMachine;
  readonly writeProtection: string | null;
  readonly program: ProgramFile | undefined;
  readonly reversible = false;
  /** Called when the driver is to call `runUntil` soon, if it sleeps between two calls. */
  onWake: () => void = () => {};
  readonly #run: Run;
  readonly #options: RunTargetOptions;
  #charge: Charge = { kind: 'held' };
  /** gdb wants the run to stand, which goes on. */
  #isHoldWanted = false;
  /** Those who wait for the charge to change. */
  #waiting: (() => void)[] = [];
  #isOver = false;

  constructor(run: Run, options: RunTargetOptions) {
    this.#run = run;
    this.#options = options;
    this.machine = new DebuggedMachine(run);
    this.writeProtection = options.writeProtection ?? null;
    this.program = options.program;
  }

  current(): number {
    return this.#run.engine.currentHart.index;
  }

  setBreakpoints(addresses: ReadonlySet<bigint>): void {
    this.#run.setBreakpoints(addresses);
  }

  setWatchpoints(watchpoints: readonly Watchpoint[]): void {
    this.#run.setWatchpoints(watchpoints);
  }

  async attach(): Promise<void> {
    if (this.#charge.kind !== 'free' || this.#isOver) return;
    this.#wantHold();
    await this.#change();
  }

  run(how: Resume): Promise<StopEvent> {
    if (this.#isOver) return Promise.resolve({ kind: 'ended' });
    return new Promise((stopped) => this.#take({ kind: 'resumed', how, stopped }));
  }

  interrupt(): void {
    if (this.#charge.kind === 'resumed') this.#wantHold();
  }

  async monitor(command: string): Promise<string | undefined> {
    return runMonitor(this.#options.commands, command);
  }

  detach(): void {
    this.#take({ kind: 'free' });
  }

  /** Lets a driver that waits for gdb look up: it has something else to see to. */
  wake(): void {
    this.#changed();
  }

  /** The run is over: whoever waits for a stop is told so. */
  end(): void {
    this.#isOver = true;
    this.#stop({ kind: 'ended' });
  }

  /** Runs as Run.runUntil does, if gdb lets it; else waits until something has changed, and returns as after a stop request. */
  async runUntil(limits: RunLimits): Promise<RunStop> {
    if (this.#isHoldWanted) this.#stop({ kind: 'interrupted' });
    const charge = this.#charge;
    if (charge.kind === 'held') {
      await this.#change();
      return { reason: 'stop-request' };
    }
    const { runner = this.#run } = this.#options;
    const isStep = charge.kind === 'resumed' && charge.how.kind === 'step';
    const stop = await runner.runUntil(isStep ? { ...limits, stepOf: charge.how.thread } : limits);
    const event = charge.kind === 'resumed' ? this.#eventOf(stop) : undefined;
    if (event) this.#stop(event);
    // Where every hart waits is no end as long as somebody looks at it.
    return event?.kind === 'idle' ? { reason: 'stop-request' } : stop;
  }

  #wantHold(): void {
    this.#isHoldWanted = true;
    this.onWake();
  }

  /** The run stands, and gdb is told why if it waits for that. */
  #stop(event: StopEvent): void {
    const charge = this.#charge;
    this.#take({ kind: 'held' });
    if (charge.kind === 'resumed') charge.stopped(event);
  }

  #take(charge: Charge): void {
    this.#charge = charge;
    this.#isHoldWanted = false;
    this.#changed();
  }

  #change(): Promise<void> {
    return new Promise((resolve) => void this.#waiting.push(resolve));
  }

  #changed(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }

  /** What a stop of the run is to gdb; undefined where it goes on. */
  #eventOf(stop: RunStop): StopEvent | undefined {
    switch (stop.reason) {
      case 'limit':
      case 'stop-request':
        return undefined;
      case 'step':
      case 'breakpoint':
        return { kind: stop.reason, thread: this.current() };
      case 'watchpoint':
        return { kind: 'watchpoint', thread: stop.hit.hart, watchpoint: stop.hit.watchpoint };
      case 'shutdown':
        return { kind: 'exited', code: stop.exitCode };
      case 'reset':
        return { kind: 'exited', code: 0 };
      case 'idle':
        return { kind: 'idle' };
      case 'io-error':
      case 'internal-error':
        return { kind: 'failed', message: stop.error instanceof Error ? stop.error.message : String(stop.error) };
    }
  }
}
