/** What counts as a crash. */
export interface CrashPolicy {
  /** Texts on the console, each within a line. */
  readonly patterns: readonly string[];
  /** Instructions of all harts that may pass without progress; none = any number. */
  readonly budget?: number;
  /** Texts on the console that are progress; without any, nothing is, and the budget is that of the whole run. */
  readonly progress?: readonly string[];
  /** Exceptions that a handler may take without a return, before it counts as unable to handle them. Default 64. */
  readonly nestedTraps?: number;
}

export const DEFAULT_NESTED_TRAPS = 64;

/** What Linux and OpenSBI print when they are at their end. */
export const defaultPatterns: readonly string[] = [
  'Kernel panic - not syncing',
  'Unable to handle kernel',
  'Insufficient stack space to handle exception',
  'Internal error: ',
  'Oops [#',
  'Oops - ',
  'Kernel BUG [#',
  'kernel BUG at ',
  'BUG: ',
  'sbi_trap_error: ',
];

export const defaultPolicy: CrashPolicy = { patterns: defaultPatterns };
