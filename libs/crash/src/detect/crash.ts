/** An exception, where and from which mode it was taken. */
export interface Exception {
  /** Of table 3.6 of RISC-V Privileged. */
  readonly cause: number;
  /** The address of the instruction that raised it. */
  readonly pc: bigint;
  /** What xtval got. */
  readonly value: bigint;
  /** 0 user, 1 supervisor, 3 machine. */
  readonly privilege: number;
}

/** Why a run counts as crashed. */
export type CrashCause =
  /** The guest ended the machine with a code of failure. */
  | { readonly kind: 'failure'; readonly exitCode: number }
  /** A line on the console that has `pattern` in it. */
  | { readonly kind: 'console'; readonly pattern: string; readonly line: string }
  /**
   * A hart can no longer handle a trap: its handler cannot be entered (`unreachable`: the fetch from the vector traps itself), or traps
   * again and again before it returns (`nested`). `first` is the exception that it began with.
   */
  | { readonly kind: 'trap'; readonly form: 'unreachable' | 'nested'; readonly hart: number; readonly first: Exception; readonly last: Exception }
  /** Every hart waits for an interrupt that nothing can raise. */
  | { readonly kind: 'idle' }
  /** So many instructions passed without the progress that was asked for. */
  | { readonly kind: 'no-progress'; readonly budget: number };

export type CrashKind = CrashCause['kind'];
