/** One command as a process of its own: how it ended, what it printed, what it cost. */
import { spawnSync } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { childrenTime } from './cpu-time.ts';

/** In seconds. */
export interface Cost {
  /** User and system time, of the process and all that it started. */
  readonly cpu: number;
  /** From its start to its end. */
  readonly wall: number;
}

export interface Measured extends Cost {
  readonly status: number | null;
  /** Its standard output, bytes as Latin-1. */
  readonly output: string;
  readonly errors: string;
}

const LONGEST_MS = 600_000;

/** `times` goes to a descriptor of its own; the status is the command's. */
const TIMED = '"$@" 3>&-; status=$?; times >&3; exit $status';

/**
 * Runs a command to its end, with no input. Its output goes to files in `folder`: a pipe would keep it waiting for us.
 * @param variables of its environment, beside ours
 */
export function measure(command: readonly string[], folder: string, variables: Readonly<Record<string, string>> = {}): Measured {
  const files = ['output', 'errors', 'times'].map((name) => join(folder, name));
  const descriptors = files.map((file) => openSync(file, 'w'));
  const start = performance.now();
  const { status } = spawnSync('sh', ['-c', TIMED, 'sh', ...command], { stdio: ['ignore', ...descriptors], timeout: LONGEST_MS, env: { ...process.env, ...variables } });
  const wall = (performance.now() - start) / 1000;
  for (const descriptor of descriptors) closeSync(descriptor);
  const [output = '', errors = '', times = ''] = files.map((file) => readFileSync(file, 'latin1'));
  return { cpu: childrenTime(times), wall, status, output, errors };
}
