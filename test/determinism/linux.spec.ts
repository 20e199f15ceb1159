import { Worker } from 'node:worker_threads';
import { defaultJitOptions } from '@reprise/jit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { linuxRun, type LinuxRunOptions } from '../linux-run.ts';

const COMMAND = 'dd if=/dev/zero of=/dev/vda bs=64k count=20; sync; read line; echo got $line; md5sum /dev/vda; ls -lR /proc/self';
const INPUT = 'a line from outside\n';
const SAMPLES = 100;

/** Numbers that look random and are the same each time (Park and Miller's generator). */
function* pseudoRandom(seed: number): Generator<number> {
  for (let state = seed; ; state = (state * 48_271) % 2_147_483_647) yield state;
}

/** The digests at evenly spaced icounts up to `end`, in slices of whatever length `slice` gives. */
function digests(smp: number, end: number, slice: () => number, options: LinuxRunOptions = {}): string[] {
  const run = linuxRun(COMMAND, { smp, input: INPUT, ...options });
  return Array.from({ length: SAMPLES }, (_, index) => {
    const sample = Math.floor(((index + 1) * end) / SAMPLES);
    while (run.icount < sample) {
      const { reason } = run.runUntil({ icount: Math.min(sample, run.icount + slice()) });
      if (reason !== 'limit') throw new Error(`the run ended at ${run.icount}: ${reason}`);
    }
    return run.digest();
  });
}

/** As usual; early, and hardly anything is kept. */
const whenToCompile = [defaultJitOptions, { threshold: 2000, capacity: 32 }];

/** Another thread that keeps a core busy, so that nothing here has its time for itself. */
let load: Worker;

beforeAll(() => {
  load = new Worker('for (let i = 0; ; i++) Math.sqrt(i);', { eval: true });
});

afterAll(async () => {
  await load.terminate();
});

describe.each([1, 4])('a boot of Linux with disk and console, %i harts', (smp) => {
  it('has the same digest at every sample, whatever the slices and the load', () => {
    const run = linuxRun(COMMAND, { smp, input: INPUT });
    expect(run.runUntil({ icount: 2e9 })).toEqual({ reason: 'shutdown', exitCode: 0 });
    const end = run.icount - 1;
    const whole = digests(smp, end, () => Infinity);
    const random = pseudoRandom(smp);
    const sliced = digests(smp, end, () => 1 + ((random.next().value as number) % 200_000)); // the generator never ends
    expect(new Set(whole).size).toBe(SAMPLES);
    expect(sliced).toEqual(whole);
    for (const jit of whenToCompile) {
      expect(digests(smp, end, () => 1 + ((random.next().value as number) % 2_000_000), { tier: 'jit', jit }), JSON.stringify(jit)).toEqual(whole);
    }
  });
});
