import type { Watchpoint } from '@reprise/vm';

/** Why a target stopped. */
export type StopEvent =
  | { readonly kind: 'step' | 'interrupted' }
  | { readonly kind: 'breakpoint' }
  | { readonly kind: 'watchpoint'; readonly watchpoint: Watchpoint }
  | { readonly kind: 'exited'; readonly code: number }
  /** Every hart waits for ever. */
  | { readonly kind: 'idle' }
  /** The recording has no earlier, or no later, instant. */
  | { readonly kind: 'history'; readonly end: 'begin' | 'end' }
  | { readonly kind: 'failed'; readonly message: string };

/** What gdb asked the target to do; it goes on until it stops by itself or is told to. */
export type Resume =
  | { readonly kind: 'continue'; readonly reverse: boolean }
  /** `thread` is a hart's index. */
  | { readonly kind: 'step'; readonly thread: number; readonly reverse: boolean };

/** One register: by gdb's number for it. */
export interface RegisterFile {
  /** Undefined for a register that there is not. */
  read(thread: number, register: number): bigint | undefined;
  /** False for one that cannot be written. */
  write(thread: number, register: number, value: bigint): boolean;
}

/** A debugged machine: a live run, or an instant of a recorded one. Threads are harts. */
export interface GdbTarget {
  readonly threads: number;
  readonly registers: RegisterFile;
  /** The target description, as `target.xml` and the files it includes. */
  readonly description: ReadonlyMap<string, string>;
  /** Can it go back? */
  readonly reversible: boolean;
  /** The thread that ran last. */
  current(): number;
  /** The bytes at a virtual address of a thread, as many as can be read; looking changes nothing. */
  readMemory(thread: number, address: bigint, length: number): Uint8Array;
  /** False when not all of it can be written; then nothing is. */
  writeMemory(thread: number, address: bigint, bytes: Uint8Array): boolean;
  setBreakpoints(addresses: ReadonlySet<bigint>): void;
  setWatchpoints(watchpoints: readonly Watchpoint[]): void;
  /** Begins to run. */
  resume(how: Resume): void;
  /** Runs for a short while; an event once it has stopped. */
  runSome(): StopEvent | undefined;
  /** Stops what `resume` began. */
  interrupt(): void;
  /** A `monitor` command; undefined for one that there is not. */
  monitor(command: string): string | undefined;
}
