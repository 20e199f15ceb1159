/** Runs a workload on the emulator and on its peers in turn, and compares how it ended and what it cost. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { measure, type Cost, type Measured } from './measure.ts';
import type { Runner } from './runners.ts';
import { median } from './statistics.ts';
import { RAM, type Workload } from './workloads.ts';

/** One run of ours that is not measured: whatever is built or cached on the way is there afterwards. */
export interface Trial {
  /** Of all harts. */
  readonly instructions: number;
  /** The most that the process had in RAM, in bytes. */
  readonly peakMemory: number;
  readonly status: number | null;
  /** What the program printed, without what the firmware said before it. */
  readonly printed: string;
}

/** What a workload cost on one side. */
export interface Side {
  /** Medians of the runs. */
  readonly median: Cost;
  readonly runs: readonly Cost[];
}

export interface Comparison {
  readonly workload: Workload;
  readonly instructions: number;
  /** What the process took beyond the guest's RAM at most, in bytes; negative where the guest did not use all of it. */
  readonly memoryBeyondRam: number;
  /** By the name of the runner. */
  readonly sides: Readonly<Record<string, Side>>;
  /** Where a peer ended or printed otherwise, in words. */
  readonly differences: readonly string[];
}

const PEAK_MEMORY = pathToFileURL(join(import.meta.dirname, 'peak-memory.ts'));

/** What `reprise run --json` writes that is read here. */
interface RunReport {
  readonly instructions: number;
}

/** The firmware says what machine it runs on, and that is not the same on all; its last line, and what comes before it. */
const FIRMWARE = /^[^]*Boot HART MEDELEG.*\r\n/;

const printedBy = ({ output }: Measured): string => output.replace(FIRMWARE, '').replaceAll('\r\n', '\n');

/** @throws Error if ours cannot run it */
export function tryOut({ name, guest }: Workload, ours: Runner, folder: string): Trial {
  const [report, memory] = [join(folder, 'report.json'), join(folder, 'memory')];
  const command = [...(ours.command(guest) ?? []), '--json', report];
  const outcome = measure(command, folder, { NODE_OPTIONS: `--import ${PEAK_MEMORY.href}?${encodeURIComponent(memory)}` });
  const { status, errors } = outcome;
  if (status === null || status === 2 || status >= 70) throw new Error(`${name}: '${command.join(' ')}' ended with ${status}: ${errors}`);
  const { instructions } = JSON.parse(readFileSync(report, 'utf8')) as RunReport; // as it writes it
  return { instructions, peakMemory: Number(readFileSync(memory, 'utf8')), status, printed: printedBy(outcome) };
}

/** What a run on another side did otherwise than it did in a trial, in words; undefined for nothing. */
function difference(trial: Trial, runner: Runner, measured: Measured): string | undefined {
  const printed = printedBy(measured);
  if (measured.status === trial.status && printed === trial.printed) return undefined;
  const shown = (status: number | null, text: string): string => `status ${status}, '${text.slice(-500)}'`;
  return `${runner.name}: ${shown(measured.status, printed)} ${measured.errors}\nfirst: ${shown(trial.status, trial.printed)}`;
}

/**
 * All runners in turn, `pairs` times, so that what else the machine does falls on all alike; each time in the other order.
 * Runners that cannot run the workload are left out.
 */
export function compare(workload: Workload, trial: Trial, runners: readonly Runner[], pairs: number, folder: string): Comparison {
  const able = runners.flatMap((runner) => {
    const command = runner.command(workload.guest);
    return command ? [{ runner, command, runs: new Array<Cost>() }] : [];
  });
  const differences = new Set<string>();
  for (let pair = 0; pair < pairs; pair++) {
    for (const { runner, command, runs } of pair % 2 === 0 ? able : able.toReversed()) {
      const measured = measure(command, folder);
      runs.push({ cpu: measured.cpu, wall: measured.wall });
      const found = difference(trial, runner, measured);
      if (found !== undefined) differences.add(found);
    }
  }
  return {
    workload,
    instructions: trial.instructions,
    memoryBeyondRam: trial.peakMemory - RAM[workload.guest.system] * 2 ** 20,
    sides: Object.fromEntries(able.map(({ runner, runs }) => [runner.name, { median: medians(runs), runs }])),
    differences: [...differences],
  };
}

const medians = (runs: readonly Cost[]): Cost => ({ cpu: median(runs.map(({ cpu }) => cpu)), wall: median(runs.map(({ wall }) => wall)) });
