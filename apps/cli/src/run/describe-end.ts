import type { RunEnd, RunResult } from '@reprise/vm-host';
import { crashLine } from '../crash/crash-line.ts';
import type { Executed } from './execute.ts';

/** Lines for stderr about how a run ended, recorded in `folder` if anywhere. */
export const describeEnd = ({ end, result, problems, crash }: Executed, folder: string | undefined): string[] =>
  [crashLine(crash, folder), endLine(end, result), ...problems].filter((line) => line !== null);

/** For a run that ended otherwise than by its guest's or its user's will; null if there is nothing to say. */
function endLine({ reason, error }: RunEnd, { instructions, wallMs }: Pick<RunResult, 'instructions' | 'wallMs'>): string | null {
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
      return `stopped ${after}: the guest had crashed`;
    case 'io-error':
      return `stopped ${after}: ${error instanceof Error ? error.message : String(error)}`;
    case 'internal-error':
      return `the emulator failed ${after}, which is a defect of it: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
  }
}
