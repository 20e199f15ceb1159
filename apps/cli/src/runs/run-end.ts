import type { Run } from '@reprise/contracts';

const FAILED = 1;
const INTERNAL_ERROR = 70;
const LIMIT = 124;
const CANCELLED = 130;
const CRASHED = 134;

/** In the words of every command's help that waits for a run. */
export const runExits = "0 the run succeeded; the guest's if it failed; 124 a limit ended it; 130 it was cancelled; 134 it crashed; 70 the service failed.";

/** The exit status of a run that has ended, for scripts. */
export function runStatus({ state, end }: Pick<Run, 'state' | 'end'>): number {
  switch (state) {
    case 'succeeded':
      return 0;
    case 'crashed':
      return CRASHED;
    case 'cancelled':
      return CANCELLED;
    case 'failed':
      if (end?.reason.endsWith('-limit') === true) return LIMIT;
      return end?.exitCode || FAILED;
    default:
      return INTERNAL_ERROR;
  }
}

export const isEnded = (state: Run['state']): boolean => ENDED.has(state);
const ENDED: ReadonlySet<Run['state']> = new Set(['succeeded', 'failed', 'crashed', 'cancelled', 'error']);

/** How a run has come along, in a few words: `exit 0`, `instruction-limit`, `paused`. */
export function outcomeText({ state, end }: Pick<Run, 'state' | 'end'>): string {
  if (!end) return state;
  if (end.exitCode !== null) return `exit ${end.exitCode}`;
  return end.reason;
}
