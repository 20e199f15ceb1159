import type { Run } from '@reprise/vm';
import { SnapshotService } from '@reprise/vm-host';
import { linuxRun } from '../linux-run.ts';
import { programRun } from '../snapshot/program-run.ts';
import type { BenchCase } from './run-cases.ts';
import { mean, milliseconds, spread, threadsMs, waitedMs } from './statistics.ts';

const MIB = 2 ** 20;

/** Linux that is never done: files come and go, processes start and end. */
const busyLinux = (memory: number): Run =>
  linuxRun('while true; do for i in 1 2 3; do dd if=/dev/urandom of=/tmp/f$i bs=64k count=8; md5sum /tmp/f$i; ls -lR /proc/self; done; done', { memory });

/** A program that writes a number into every `stride`-th byte of `size` bytes of RAM, again and again. */
const writer = (memory: number, stride: number): Run => programRun(`
  li a1, 0x80100000
  li a2, ${0x8000_0000 + memory - MIB}
  li a3, ${stride}
again: mv a0, a1
  addi a4, a4, 1
loop: sd a4, 0(a0)
  add a0, a0, a3
  bltu a0, a2, loop
  j again
`, { memory });

/** Snapshots of a run that goes on, `steps` instructions between them. */
async function pauses(run: Run, folder: string, count: number, steps: number): Promise<readonly string[]> {
  const service = new SnapshotService(`file:${folder}`);
  await service.ready();
  service.attach(run);
  const [wall, own] = [[] as number[], [] as number[]];
  let [pages, aside, bytes, most] = [0, 0, 0, 0];
  for (let number = -3; number < count; number++) {
    const before = waitedMs();
    const taking = service.take(run);
    const waited = waitedMs() - before;
    run.runUntil({ icount: run.icount + steps });
    const taken = await taking;
    if (number < 0) continue; // the first ones are still being compiled, and take all that there is
    wall.push(taken.pauseMs);
    own.push(Math.max(0, taken.pauseMs - waited));
    pages += taken.pages;
    aside += taken.aside;
    bytes += taken.bytes;
    most = Math.max(most, taken.pages);
  }
  await service.close();
  return [
    spread('pause', wall, milliseconds),
    spread('without waiting for a processor', own, milliseconds),
    `${count} snapshots, each of ${Math.round(pages / count)} pages (most ${most}), ${Math.round(aside / count)} of them put aside, ${Math.round(bytes / count)} bytes stored`,
  ];
}

const busy = (size: string, memory: number): BenchCase => ({
  name: `pause-linux-${size}`,
  measure: async (folder, count) => {
    const run = busyLinux(memory);
    run.runUntil({ icount: 90_000_000 });
    return pauses(run, folder, count, 5_000_000);
  },
});

const written = (name: string, memory: number, stride: number): BenchCase => ({
  name: `pause-${name}`,
  measure: async (folder, count) => {
    const run = writer(memory, stride);
    const round = (memory / stride) * 3;
    run.runUntil({ icount: round * 2 });
    return pauses(run, folder, Math.min(count, 10), round);
  },
});

export const pauseCases: readonly BenchCase[] = [
  busy('256M', 256 * MIB),
  busy('2G', 2048 * MIB),
  written('all-written-256M', 256 * MIB, 4096),
  written('all-written-2G', 2048 * MIB, 4096),
  written('every-other-2G', 2048 * MIB, 8192),
];

/** How much a snapshot stores of a machine that has been idle since the one before. */
const idle = (size: string, memory: number): BenchCase => ({
  name: `idle-linux-${size}`,
  measure: async (folder) => {
    const service = new SnapshotService(`file:${folder}`);
    const run = linuxRun('sleep 1000', { memory });
    run.runUntil({ time: 5e9 });
    const first = await service.take(run);
    run.runUntil({ time: 10e9 });
    const second = await service.take(run);
    await service.close();
    const part = ({ bytes }: typeof second): string => `${bytes} bytes stored, ${((100 * bytes) / memory).toFixed(3)} % of RAM`;
    return [`first: ${first.pages} pages, ${part(first)}`, `second, ${second.icount - first.icount} instructions later: ${second.pages} pages, ${part(second)}`];
  },
});

export const idleCases: readonly BenchCase[] = [idle('256M', 256 * MIB), idle('2G', 2048 * MIB)];

/** A program whose pages are all different, and none of zeros. */
const filler = (memory: number): Run => programRun(`
  li a1, 0x80100000
  li a2, ${0x8000_0000 + memory - MIB}
  li a3, 4096
  li a5, 0x9e3779b97f4a7c15
loop: add a4, a4, a5
  sd a4, 0(a1)
  sd a4, 2040(a1)
  add a1, a1, a3
  bltu a1, a2, loop
  j .
`, { memory });

/** From the call until an instruction was executed, and until all memory is there; the thread runs, and the files were just written. */
async function restores(machine: () => Run, steps: number, folder: string, count: number): Promise<readonly string[]> {
  const run = machine();
  run.runUntil({ icount: steps });
  const first = new SnapshotService(`file:${folder}`);
  const { id, pages, bytes } = await first.take(run);
  await first.close();
  const [instruction, processor, later, all] = [[] as number[], [] as number[], [] as number[], [] as number[]];
  let asked = 0;
  for (let number = -1; number < count; number++) {
    const service = new SnapshotService(`file:${folder}`);
    await service.ready();
    const other = machine();
    void other.configuration;
    const before = threadsMs();
    const start = performance.now();
    await service.restore(other, id);
    other.runUntil({ icount: other.icount + 1 });
    const executed = performance.now();
    const used = threadsMs() - before;
    other.runUntil({ icount: other.icount + 1_000_000 });
    const million = performance.now();
    while (other.machine.tracker.hasSource) await new Promise((resolve) => void setImmediate(resolve));
    if (number >= 0) {
      instruction.push(executed - start);
      processor.push(used);
      later.push(million - start);
      all.push(performance.now() - start);
      asked += service.asked(other);
    }
    await service.close();
  }
  return [
    spread('first instruction after', instruction, milliseconds),
    `.. and mean ${milliseconds(mean(processor))} of processor time of both threads`,
    spread('a million instructions after', later, milliseconds),
    spread('all memory after', all, milliseconds),
    `${pages} pages, ${bytes} bytes stored; ${(asked / count).toFixed(1)} times something was waited for`,
  ];
}

export const restoreCases: readonly BenchCase[] = [
  { name: 'restore-linux-256M', measure: (folder, count) => restores(() => busyLinux(256 * MIB), 120_000_000, folder, Math.min(count, 20)) },
  { name: 'restore-linux-2G', measure: (folder, count) => restores(() => busyLinux(2048 * MIB), 120_000_000, folder, Math.min(count, 20)) },
  { name: 'restore-full-2G', measure: (folder, count) => restores(() => filler(2048 * MIB), (2048 * 256) * 8, folder, Math.min(count, 5)) },
];
