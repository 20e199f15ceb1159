import { join } from 'node:path';
import { measure } from './measure.ts';
import { median } from './statistics.ts';
import { RAM, type BareGuest } from './workloads.ts';

const RUNS = 9;
const STOPPED = 124;
/** What `./reprise` starts, when all is built. */
const ENGINE = [process.execPath, join(import.meta.dirname, '../../apps/cli/bundle/start.js')];

/** Seconds from the start of the emulator's process to its end after one instruction of a program: the median of some runs. @throws Error if it ends otherwise */
export function engineStart({ elf }: BareGuest, folder: string): number {
  const runs = Array.from({ length: RUNS }, () => measure([...ENGINE, 'run', '-m', `${RAM.bare}M`, '--insns', '1', elf], folder));
  const wrong = runs.find(({ status }) => status !== STOPPED);
  if (wrong) throw new Error(`reprise run --insns 1 ended with ${wrong.status}: ${wrong.errors}`);
  return median(runs.map(({ wall }) => wall));
}
