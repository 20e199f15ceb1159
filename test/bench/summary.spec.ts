import { expect, it } from 'vitest';
import type { Comparison, Side } from './compare.ts';
import { Summary } from './summary.ts';
import type { Kind } from './workloads.ts';

const side = (cpu: number): Side => ({ median: { cpu, wall: 2 * cpu }, runs: [] });

const comparison = (name: string, kind: Kind, ours: number, qemu: number): Comparison => ({
  workload: { name, kind, guest: { system: 'bare', elf: '' } },
  instructions: 1e6,
  memoryBeyondRam: 0,
  sides: { ours: side(ours), qemu: side(qemu) },
  differences: [],
});

const start = comparison('start', 'start', 0.5, 0.25);
const fast = comparison('fast', 'integer', 1.5, 4.25);
const slow = comparison('slow', 'memory', 2.5, 2.25);
const summary = new Summary([start, fast, slow]);

it('compares what programs cost beyond the start', () => {
  expect(summary.work(fast, 'ours', 'wall')).toBe(2);
  expect(summary.speed(fast, 'qemu')).toBe(4);
  expect(summary.speed(start, 'qemu')).toBe(0.5);
  expect(summary.speed(fast, 'icount')).toBeUndefined();
});

it('has means of some kinds, and of all but the start', () => {
  expect(summary.meanSpeed('qemu', ['integer', 'branch'])).toBeCloseTo(4, 12);
  expect(summary.meanSpeed('qemu')).toBeCloseTo(2, 12);
  expect(summary.meanSpeed('qemu', ['job'])).toBeNaN();
});

it('knows where ours is slowest', () => {
  expect(summary.slowest('qemu')).toEqual({ name: 'slow', speed: 1 });
});
