/** Why a run ended. */
export type EndReason =
  /** The guest powered off. */
  | 'shutdown'
  /** The guest reset the machine where that ends the run. */
  | 'reset'
  /** Every hart waits for an interrupt that nothing will ever raise. */
  | 'idle'
  | 'instruction-limit'
  | 'wall-limit'
  /** SIGINT, SIGTERM. */
  | 'interrupted'
  | 'terminated'
  /** The person at the console quit. */
  | 'quit'
  /** Nobody reads the console any more. */
  | 'console-closed'
  /** The guest crashed, and would have gone on to no purpose. */
  | 'crashed'
  /** The run's memory is kept elsewhere, and cannot be had from there. */
  | 'io-error'
  /** The engine failed: a defect of ours. */
  | 'internal-error';

export interface RunEnd {
  readonly reason: EndReason;
  /** The guest's, if it powered off. */
  readonly exitCode: number | null;
  /** What failed, if that is the reason. */
  readonly error?: unknown;
}

/** What `--json` writes: how a run ended, and what it came to. */
export interface RunResult {
  /** The guest's; null if it did not power off. */
  readonly exitCode: number | null;
  readonly reason: EndReason;
  /** Of all harts. */
  readonly instructions: number;
  readonly virtualNs: number;
  readonly wallMs: number;
  /** Million instructions in a second of wall time. */
  readonly mips: number;
  /** `sha256:` and 64 hex digits. */
  readonly stateDigest: string;
  /** Of all that the guest wrote to its console, as hex. */
  readonly consoleSha256: string;
}

/** The exit status of a process whose run ended so; the guest's own where it powered off. */
const statusOf: Readonly<Record<Exclude<EndReason, 'shutdown'>, number>> = {
  reset: 1,
  idle: 1,
  'instruction-limit': 124, // as timeout(1) has it
  'wall-limit': 124,
  interrupted: 128 + 2,
  terminated: 128 + 15,
  quit: 0,
  'console-closed': 128 + 13,
  crashed: 128 + 6, // as after abort(3)
  'io-error': 74, // EX_IOERR
  'internal-error': 70, // EX_SOFTWARE of sysexits.h
};

const MOST = 255;

export const exitStatus = ({ reason, exitCode }: Pick<RunEnd, 'reason' | 'exitCode'>): number =>
  reason === 'shutdown' ? Math.min(exitCode ?? 0, MOST) : statusOf[reason];
