import type { RunEnd, RunResult } from '@reprise/vm-host';

/** A line for stderr about a run that ended otherwise than by its guest's or its user's will; null if there is nothing to say. */
export function describeEnd({ reason, error }: RunEnd, { instructions, wallMs }: Pick<RunResult, 'instructions' | 'wallMs'>): string | null {
  const after = `after ${instructions} instructions`;
  switch (reason) {
    case 'shutdown':
    case 'quit':
    case 'console-closed':
      return null;
    case 'reset':
      return `the guest reset the machine ${after}`;
    case 'idle':
      return `the guest waits for ever: every hart waits for an interrupt, and nothing will raise one (${after})`;
    case 'instruction-limit':
      return `stopped ${after} (--insns)`;
    case 'wall-limit':
      return `stopped after ${(wallMs / 1000).toFixed(1)} seconds, ${instructions} instructions (--wall)`;
    case 'interrupted':
      return `stopped by SIGINT ${after}`;
    case 'terminated':
      return `stopped by SIGTERM ${after}`;
    case 'crashed':
      return `the guest crashed, and was stopped ${after}`;
    case 'io-error':
      return `stopped ${after}: ${error instanceof Error ? error.message : String(error)}`;
    case 'internal-error':
      return `the emulator failed ${after}, which is a defect of it: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
  }
}
