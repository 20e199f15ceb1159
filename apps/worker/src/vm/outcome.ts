import type { CrashRecord } from '@reprise/crash';
import type { Ended, JobSpecification } from '@reprise/contracts';
import type { EndReason } from '@reprise/vm-host';

/** Why a run of the service ended: as of a session, or for a reason of the job. */
export type RunReason = EndReason | 'until' | 'console-limit' | 'stored-limit' | 'cancelled' | 'job-invalid';

/** What a run came to, of which its state is a function. */
export interface Came {
  readonly reason: RunReason;
  /** The guest's, if it powered off. */
  readonly exitCode: number | null;
  readonly crash: CrashRecord | undefined;
  /** The text that a success asks for has come. */
  readonly hasSucceeded: boolean;
}

/** A code of the guest's own is no crash. */
export const isCrash = (crash: CrashRecord | undefined): boolean => crash !== undefined && crash.cause.kind !== 'failure';

/** The state in which a run ends. */
export function stateAfter({ reason, exitCode, crash, hasSucceeded }: Came, { outcome }: Pick<JobSpecification, 'outcome'>): Ended['state'] {
  if (reason === 'cancelled') return 'cancelled';
  if (reason === 'internal-error' || reason === 'io-error') return 'error';
  if (isCrash(crash)) return 'crashed';
  if (reason === 'until') return 'succeeded';
  const isSuccess = reason === 'shutdown' && exitCode !== null && outcome.exitCodes.includes(exitCode) && hasSucceeded;
  return isSuccess ? 'succeeded' : 'failed';
}

/** A line for people about why a run did not succeed; null where the reason says it all. */
export function messageAfter({ reason, exitCode, crash, hasSucceeded }: Came, { outcome }: Pick<JobSpecification, 'outcome'>): string | null {
  if (crash && isCrash(crash)) return crash.signature.title;
  if (reason !== 'shutdown' || exitCode === null) return null;
  if (!outcome.exitCodes.includes(exitCode)) return `the guest ended with exit code ${exitCode}; a success is ${outcome.exitCodes.join(', ')}`;
  return hasSucceeded ? null : `the guest never wrote '${outcome.console ?? ''}'`;
}
