import type { Watchpoint } from '@reprise/vm';
import type { ProgramFile } from '../symbols/program-file.ts';
import type { DebuggedMachine } from './debugged-machine.ts';

/** Why a target stopped. `thread` is the index of the hart that it is about; without one, that of whichever has its turn. */
export type StopEvent =
  | { readonly kind: 'step' | 'breakpoint'; readonly thread: number }
  | { readonly kind: 'watchpoint'; readonly thread: number; readonly watchpoint: Watchpoint }
  | { readonly kind: 'interrupted' }
  | { readonly kind: 'exited'; readonly code: number }
  /** Every hart waits for ever. */
  | { readonly kind: 'idle' }
  /** The recording has no earlier, or no later, instant. */
  | { readonly kind: 'history'; readonly end: 'begin' | 'end' }
  /** Somebody else ended the run. */
  | { readonly kind: 'ended' }
  | { readonly kind: 'failed'; readonly message: string };

/** What gdb asked the target to do; it goes on until it stops by itself or is told to. */
export type Resume =
  | { readonly kind: 'continue'; readonly reverse: boolean }
  /** `thread` is a hart's index. Others may take steps before it can. */
  | { readonly kind: 'step'; readonly thread: number; readonly reverse: boolean };

/** What gdb debugs: a live run, or a recorded one at any instant. Threads are harts. One thing is done at a time. */
export interface GdbTarget {
  readonly machine: DebuggedMachine;
  /** What runs, with its symbols, for a gdb that was not told; undefined where nobody has it. */
  readonly program: ProgramFile | undefined;
  /** Why registers and memory cannot be written; null where they can. */
  readonly writeProtection: string | null;
  /** Can it go back? */
  readonly reversible: boolean;
  /** The thread whose turn it is. */
  current(): number;
  setBreakpoints(addresses: ReadonlySet<bigint>): void;
  setWatchpoints(watchpoints: readonly Watchpoint[]): void;
  /** A gdb takes charge: resolves when the target stands. */
  attach(): Promise<void>;
  /** Runs until it stops. */
  run(how: Resume): Promise<StopEvent>;
  /** Stops soon what `run` or `monitor` is about; without them, nothing. */
  interrupt(): void;
  /** A `monitor` command; undefined for one that there is not. */
  monitor(command: string): Promise<string | undefined>;
  /** gdb leaves: the target goes its own way. */
  detach(): void;
}
