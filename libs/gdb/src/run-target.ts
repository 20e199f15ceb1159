import type { Run, RunStop, Watchpoint } from '@reprise/vm';
import { describeTarget } from './description.ts';
import { DebuggerMemory } from './memory.ts';
import { runMonitor, type MonitorCommands } from './monitor.ts';
import { HartRegisters } from './registers.ts';
import type { GdbTarget, RegisterFile, Resume, StopEvent } from './target.ts';

/** Instructions between two looks at the connection. */
const SLICE = 1_000_000;
/** Steps that other harts may take while one hart is to take one. */
const STEPS_AT_A_TIME = 20_000;

/** A live run under gdb. What gdb writes changes the run, as nothing else from outside does without a record. */
export class RunTarget implements GdbTarget {
  readonly threads: number;
  readonly registers: RegisterFile;
  readonly description: ReadonlyMap<string, string>;
  readonly reversible = false;
  readonly #run: Run;
  readonly #memory: DebuggerMemory;
  readonly #commands: MonitorCommands;
  #resume: Resume | undefined;
  /** Steps of the hart that is to take one, when it was asked to. */
  #stepsBefore = 0n;
  #interrupted = false;

  constructor(run: Run, commands: MonitorCommands) {
    const { harts } = run.machine;
    const [first] = harts;
    if (!first) throw new Error('a machine has at least one hart');
    this.#run = run;
    this.#commands = commands;
    this.#memory = new DebuggerMemory(run.machine, run.interpreter.softmmu.walker);
    this.threads = harts.length;
    this.registers = new HartRegisters(harts);
    this.description = describeTarget(first.configuration.extensions);
  }

  current(): number {
    return this.#run.engine.currentHart.index;
  }

  readMemory(thread: number, address: bigint, length: number): Uint8Array {
    const hart = this.#run.machine.harts[thread];
    return hart ? this.#memory.read(hart, address, length) : new Uint8Array(0);
  }

  writeMemory(thread: number, address: bigint, bytes: Uint8Array): boolean {
    const hart = this.#run.machine.harts[thread];
    return hart !== undefined && this.#memory.write(hart, address, bytes);
  }

  setBreakpoints(addresses: ReadonlySet<bigint>): void {
    this.#run.setBreakpoints(addresses);
  }

  setWatchpoints(watchpoints: readonly Watchpoint[]): void {
    this.#run.setWatchpoints(watchpoints);
  }

  resume(how: Resume): void {
    this.#resume = how;
    this.#interrupted = false;
    if (how.kind === 'step') this.#stepsBefore = this.#stepsOf(how.thread);
  }

  runSome(): StopEvent | undefined {
    const how = this.#resume;
    if (!how) return { kind: 'interrupted' };
    if (this.#interrupted) return this.#stopped({ kind: 'interrupted' });
    return how.kind === 'step' ? this.#step(how.thread) : this.#runFor(SLICE);
  }

  interrupt(): void {
    this.#interrupted = true;
  }

  monitor(command: string): string | undefined {
    return runMonitor(this.#commands, command);
  }

  #step(thread: number): StopEvent | undefined {
    for (let taken = 0; taken < STEPS_AT_A_TIME; taken++) {
      const event = this.#runFor(1);
      if (event) return event;
      if (this.#stepsOf(thread) !== this.#stepsBefore) return this.#stopped({ kind: 'step' });
    }
    return undefined;
  }

  #runFor(steps: number): StopEvent | undefined {
    const stop = this.#run.runUntil({ icount: this.#run.icount + steps });
    const event = eventOf(stop);
    return event && this.#stopped(event);
  }

  #stopped(event: StopEvent): StopEvent {
    this.#resume = undefined;
    return event;
  }

  #stepsOf(thread: number): bigint {
    return this.#run.machine.harts[thread]?.get('steps') ?? 0n;
  }
}

/** What a stop of the run is to gdb; undefined for the end of a slice. */
export function eventOf(stop: RunStop): StopEvent | undefined {
  switch (stop.reason) {
    case 'limit':
      return undefined;
    case 'step':
    case 'breakpoint':
      return { kind: stop.reason };
    case 'watchpoint':
      return { kind: 'watchpoint', watchpoint: stop.hit.watchpoint };
    case 'shutdown':
      return { kind: 'exited', code: stop.exitCode };
    case 'reset':
      return { kind: 'exited', code: 0 };
    case 'idle':
      return { kind: 'idle' };
    case 'stop-request':
      return { kind: 'interrupted' };
    case 'io-error':
    case 'internal-error':
      return { kind: 'failed', message: stop.error instanceof Error ? stop.error.message : String(stop.error) };
  }
}
