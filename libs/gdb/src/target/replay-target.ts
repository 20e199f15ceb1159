import { Divergence, Interrupted, type Replayer, type ReplayStop } from '@reprise/replay';
import type { Watchpoint } from '@reprise/vm';
import { runMonitor, type MonitorCommands } from '../monitor/monitor.ts';
import type { ProgramFile } from '../symbols/program-file.ts';
import { DebuggedMachine } from './debugged-machine.ts';
import type { GdbTarget, Resume, StopEvent } from './target.ts';

/** A recorded run under gdb, at any instant: it can only be looked at. */
export class ReplayTarget implements GdbTarget {
  readonly machine: DebuggedMachine;
  readonly writeProtection = 'this is a recorded run: it can be looked at, not changed';
  readonly program: ProgramFile | undefined;
  readonly reversible = true;
  readonly #replayer: Replayer;
  readonly #commands: MonitorCommands;

  constructor(replayer: Replayer, commands: MonitorCommands, program?: ProgramFile) {
    this.#replayer = replayer;
    this.#commands = commands;
    this.program = program;
    this.machine = new DebuggedMachine(replayer.run);
  }

  current(): number {
    return this.#replayer.run.engine.currentHart.index;
  }

  setBreakpoints(addresses: ReadonlySet<bigint>): void {
    this.#replayer.setBreakpoints(addresses);
  }

  setWatchpoints(watchpoints: readonly Watchpoint[]): void {
    this.#replayer.setWatchpoints(watchpoints);
  }

  async attach(): Promise<void> {}

  async run(how: Resume): Promise<StopEvent> {
    try {
      return this.#eventOf(await this.#go(how), how);
    } catch (error) {
      return { kind: 'failed', message: await this.#recover(error) };
    }
  }

  interrupt(): void {
    this.#replayer.interrupt();
  }

  async monitor(command: string): Promise<string | undefined> {
    try {
      return await runMonitor(this.#commands, command);
    } catch (error) {
      return `${await this.#recover(error)}\n`;
    }
  }

  detach(): void {}

  async #go({ reverse, ...how }: Resume): Promise<ReplayStop> {
    if (!reverse) return how.kind === 'continue' ? this.#replayer.continue() : this.#replayer.stepOf(how.thread);
    const stop = await (how.kind === 'continue' ? this.#replayer.reverseContinue() : this.#replayer.reverseStepOf(how.thread));
    // gdb takes it that an access which stops a RISC-V hart has not happened yet, takes a step in its direction, and looks what has changed.
    if (stop.reason === 'watchpoint') await this.#replayer.step();
    return stop;
  }

  #eventOf(stop: ReplayStop, how: Resume): StopEvent {
    switch (stop.reason) {
      case 'step':
        return { kind: 'step', thread: how.kind === 'step' ? how.thread : this.current() };
      case 'breakpoint':
        return { kind: 'breakpoint', thread: this.current() };
      case 'watchpoint':
        return { kind: 'watchpoint', thread: stop.hit.hart, watchpoint: stop.hit.watchpoint };
      case 'interrupted':
        return { kind: 'interrupted' };
      case 'start':
        return { kind: 'history', end: 'begin' };
      case 'end':
        return { kind: 'history', end: 'end' };
    }
  }

  /** Says what went wrong, and sees that the run is at an instant of the recording again: the last one known to be right. */
  async #recover(error: unknown): Promise<string> {
    if (error instanceof Divergence) {
      await this.#replayer.seek(error.since);
      return `${error.message}; now at instruction ${error.since.icount}, the last known to be the same`;
    }
    if (error instanceof Interrupted || error instanceof RangeError) return error.message;
    await this.#replayer.seek(this.#replayer.recording.start);
    return `${error instanceof Error ? error.message : String(error)}; now at the start of the recording`;
  }
}
