/** The benchmark's programs with short loops: that they print what they should, and on QEMU and this machine the same. Nothing is measured. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { command } from '../e2e/reprise.ts';
import { expectGolden } from '../golden.ts';
import { needsTool } from '../tools.ts';
import { compare, tryOut } from './compare.ts';
import { isInstalled, peers, startedBy } from './runners.ts';
import { workloads } from './workloads.ts';

needsTool('riscv64-unknown-elf-gcc')('the programs of the benchmark', () => {
  const folder = mkdtempSync(join(tmpdir(), 'reprise-bench-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const ours = startedBy(...command);
  // The other clock of QEMU changes nothing of what they print, and takes as long again.
  const others = peers.filter((peer) => peer.name !== 'icount' && isInstalled(peer));

  it.each(workloads('quick', folder))('$name', (workload) => {
    const trial = tryOut(workload, ours, folder);
    expectGolden(new URL(`golden/${workload.name}.txt`, import.meta.url), trial.printed);
    expect(compare(workload, trial, others, 1, folder).differences).toEqual([]);
  });
});
