/** What the emulator is meant to reach. */
import type { PeerName, Summary } from './summary.ts';
import type { Kind } from './workloads.ts';

export interface Figure {
  readonly value: number;
  /** What it was measured at, where that is one of several. */
  readonly at?: string;
}

export interface Target {
  readonly what: string;
  readonly bound: 'at least' | 'at most';
  readonly limit: number;
  readonly unit: string;
  /** Undefined where what it follows from was not measured. */
  readonly figure: (summary: Summary) => Figure | undefined;
}

const meanSpeed = (what: string, limit: number, peer: PeerName, kinds?: readonly Kind[]): Target => ({
  what: `${what}, beside ${peer === 'icount' ? 'QEMU -icount' : 'QEMU'}`,
  bound: 'at least',
  limit,
  unit: 'times its speed',
  figure: (summary) => {
    const value = summary.meanSpeed(peer, kinds);
    return Number.isNaN(value) ? undefined : { value };
  },
});

export const targets: readonly Target[] = [
  meanSpeed('all programs', 1.5, 'qemu'),
  meanSpeed('all programs', 2.2, 'icount'),
  meanSpeed('integer, call and branch', 1.1, 'qemu', ['integer', 'call', 'branch']),
  meanSpeed('memory', 1.5, 'qemu', ['memory']),
  meanSpeed('floating point', 1.5, 'qemu', ['floating-point']),
  meanSpeed('system', 1.5, 'qemu', ['system']),
  {
    what: 'the slowest program, beside QEMU',
    bound: 'at least',
    limit: 0.6,
    unit: 'times its speed',
    figure: (summary) => {
      const slowest = summary.slowest('qemu');
      return slowest && { value: slowest.speed, at: slowest.name };
    },
  },
  {
    what: 'Linux from the start of the process to power-off, on the clock',
    bound: 'at most',
    limit: 1.2,
    unit: "times QEMU's time",
    figure: (summary) => {
      const boot = summary.find('boot');
      const speed = boot && summary.speed(boot, 'qemu', 'wall');
      return speed === undefined ? undefined : { value: 1 / speed };
    },
  },
  {
    what: 'start of the engine, through the first instruction to the end of the process, on the clock',
    bound: 'at most',
    limit: 150,
    unit: 'ms',
    figure: ({ engineStart }) => (engineStart === undefined ? undefined : { value: engineStart * 1000 }),
  },
  {
    what: 'memory of the process beyond the RAM of the guest',
    bound: 'at most',
    limit: 200,
    unit: 'MB',
    figure: ({ comparisons }) => {
      const most = comparisons.toSorted((a, b) => b.memoryBeyondRam - a.memoryBeyondRam)[0];
      return most && { value: most.memoryBeyondRam / 1e6, at: most.workload.name };
    },
  },
];

export const isMet = ({ bound, limit }: Target, { value }: Figure): boolean => (bound === 'at least' ? value >= limit : value <= limit);
