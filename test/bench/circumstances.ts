/** Where and when something is measured, and by what. */
import { spawnSync } from 'node:child_process';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';

export interface Circumstances {
  /** ISO 8601. */
  readonly date: string;
  readonly processor: string;
  readonly cores: number;
  /** Bytes. */
  readonly memory: number;
  /** Of the minute before it began. */
  readonly load: number;
  /** By program, the first line of what it says of itself. */
  readonly versions: Readonly<Record<string, string>>;
}

/** @param programs names, as they are called with `--version` */
export function circumstances(programs: readonly string[]): Circumstances {
  const versions = programs.map((program): [string, string] => [program, spawnSync(program, ['--version'], { encoding: 'utf8' }).stdout.split('\n')[0] ?? '']);
  return {
    date: new Date().toISOString(),
    processor: cpus()[0]?.model.trim() ?? '',
    cores: availableParallelism(),
    memory: totalmem(),
    load: loadavg()[0] ?? 0,
    versions: { node: process.version, ...Object.fromEntries(versions) },
  };
}
