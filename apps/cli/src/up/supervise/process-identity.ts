import { readFileSync } from 'node:fs';

/** A process, told from a later one with the same number. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When it began, as the system writes it; '' where it does not. */
  readonly started: string;
}

/** Null if there is no such process. */
export function identityOf(pid: number): ProcessIdentity | null {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return null; // EPERM: it is there, and another user's
  }
  const [state, started] = statOf(pid);
  return state === 'Z' ? null : { pid, started };
}

export const isAlive = ({ pid, started }: ProcessIdentity): boolean => identityOf(pid)?.started === started;

/** State and start time, in ticks since a certain boot: proc(5), fields 3 and 22 of stat. */
function statOf(pid: number): [state: string, started: string] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' '); // the name before it may have anything in it
    return [fields[0] ?? '', `${fields[19] ?? ''}@${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}`];
  } catch {
    return ['', ''];
  }
}
