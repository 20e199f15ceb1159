/** Runs a workload on both, in pairs, and compares what it cost. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { measure, type Measured } from './measure.ts';
import { median } from './statistics.ts';
import type { Workload } from './workloads.ts';

/** Seconds, medians over the runs of one side. */
export interface Cost {
  readonly cpu: number;
  readonly wall: number;
}

export interface Comparison {
  readonly workload: Workload;
  /** Of all harts, as our report has it. */
  readonly instructions: number;
  readonly ours: Cost;
  readonly qemu: Cost;
  /** Our processor time over QEMU's: the median over the pairs, the least and the most. */
  readonly ratio: readonly [median: number, least: number, most: number];
  /** The same of wall time, the median. */
  readonly wallRatio: number;
}

const launcher = join(import.meta.dirname, '../../reprise');

/** Where `./reprise run --json` writes to, and what is read of it. */
interface RunReport {
  readonly instructions: number;
}

/** Runs a workload once without measuring it: whatever is built or cached on the way is there afterwards. Returns the instructions. */
function warmUp({ ours }: Workload, folder: string): number {
  const report = join(folder, 'report.json');
  const { status, errors } = measure([launcher, 'run', '--json', report, ...ours], folder);
  if (status === null || status === 2 || status >= 70) throw new Error(`./reprise run ${ours.join(' ')} ended with ${status}: ${errors}`);
  return (JSON.parse(readFileSync(report, 'utf8')) as RunReport).instructions; // as it writes it
}

/**
 * One pair after the other, so that what else the machine does falls on both alike; who comes first changes each time.
 * @throws Error if the two do not end alike, or a bare program does not print the same
 */
export function compare(workload: Workload, qemu: string, pairs: number, folder: string): Comparison {
  const instructions = warmUp(workload, folder);
  const commands = [[launcher, 'run', ...workload.ours], [qemu, ...workload.qemu]] as const;
  const measured = Array.from({ length: pairs }, (_, pair): [ours: Measured, qemu: Measured] => {
    if (pair % 2 === 0) return [measure(commands[0], folder), measure(commands[1], folder)];
    const second = measure(commands[1], folder);
    return [measure(commands[0], folder), second];
  });
  for (const [ours, theirs] of measured) checkAlike(workload, ours, theirs);
  const cost = (side: 0 | 1): Cost => ({ cpu: median(measured.map((pair) => pair[side].cpu)), wall: median(measured.map((pair) => pair[side].wall)) });
  const ratios = measured.map(([ours, theirs]) => ours.cpu / theirs.cpu);
  return {
    workload,
    instructions,
    ours: cost(0),
    qemu: cost(1),
    ratio: [median(ratios), Math.min(...ratios), Math.max(...ratios)],
    wallRatio: median(measured.map(([ours, theirs]) => ours.wall / theirs.wall)),
  };
}

function checkAlike({ name, kind }: Workload, ours: Measured, theirs: Measured): void {
  const printsSame = kind === 'linux' || ours.output === theirs.output; // firmware and kernel say what they run on
  if (ours.status === theirs.status && printsSame) return;
  const shown = [ours, theirs].map(({ status, output, errors }) => `${status}: ${output.slice(-500)}${errors}`);
  throw new Error(`${name} ends otherwise than on QEMU\nours ${shown[0]}\nQEMU ${shown[1]}`);
}
