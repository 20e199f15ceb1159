import { SymbolTable } from '@reprise/crash';
import { virtRun, type VirtRun } from '@reprise/vm/testing';
import { describe, expect, it } from 'vitest';
import { Profiler } from './profiler.ts';
import { speedscopeFile } from './speedscope.ts';

/** Calls `busy`, which calls `inner`, 200 times, and writes a character after each. */
const GUEST = `
  li sp, 0x80100000
  li s0, 200
  li s1, 0x10000000
main:
  call busy
  li t0, 0x2e
  sb t0, 0(s1)
  addi s0, s0, -1
  bnez s0, main
  li t6, 0x100000
  li t5, 0x5555
  sw t5, 0(t6)
  j .
busy:
  addi sp, sp, -16
  sd ra, 8(sp)
  li a0, 1000
again: addi a0, a0, -1
  bnez a0, again
  call inner
  ld ra, 8(sp)
  addi sp, sp, 16
  ret
inner:
  li a0, 4000
more: addi a0, a0, -1
  bnez a0, more
  ret
end:
`;

const functions = ['main', 'busy', 'inner', 'end'];
const symbolsOf = ({ symbol }: VirtRun): SymbolTable =>
  new SymbolTable(functions.slice(0, -1).map((name, index) => ({ name, start: symbol(name), size: symbol(functions[index + 1] ?? '') - symbol(name), isFunction: true })));

async function profiled(slice: number, tier: 'jit' | 'interp' = 'jit') {
  const profiler = new Profiler();
  const virt = virtRun(GUEST, { tier, jit: { threshold: 500, ...profiler.ports.jit } });
  profiler.follow(virt.run, virt.run, symbolsOf(virt));
  for (;;) {
    const { reason } = await profiler.runUntil({ icount: virt.run.icount + slice });
    if (reason !== 'limit') break;
  }
  return { profile: profiler.profile, digest: virt.run.digest(), icount: virt.run.icount };
}

describe('a profile', () => {
  it('has the same samples in any slices and on any tier, and leaves the run as it is', async () => {
    const { run } = virtRun(GUEST);
    run.runUntil();
    const [whole, sliced, interpreted] = [await profiled(1e9), await profiled(12_345), await profiled(54_321, 'interp')];
    for (const { digest, icount, profile } of [whole, sliced, interpreted]) {
      expect([digest, icount]).toEqual([run.digest(), run.icount]);
      expect(profile.samples).toEqual(whole.profile.samples);
      expect(profile.samples).toHaveLength(Math.floor(icount / profile.period));
    }
  });

  it('says where instructions were spent, and who called that', async () => {
    const { profile: { samples } } = await profiled(1e9);
    const count = (stack: string): number => samples.filter((sample) => sample.stack.join(' ') === stack).length;
    expect(count('main busy inner') + count('main busy')).toBe(samples.length);
    expect(count('main busy inner') / samples.length).toBeCloseTo(0.8, 0);
  });

  it('tells code without a name by its page, once', async () => {
    const profiler = new Profiler();
    const { run } = virtRun(GUEST);
    profiler.follow(run, run, new SymbolTable([]));
    await profiler.runUntil({ icount: 500_000 });
    expect(profiler.profile.samples).toEqual(Array.from({ length: 4 }, () => ({ hart: 0, stack: ['(machine mode, page 0x80000000)'] })));
  });

  it('counts who executed instructions, and each end of compiled code once', async () => {
    const { profile: { counts }, icount } = await profiled(1e9);
    const { tiers, regions, compiler } = counts;
    expect([counts.instructions, tiers.interpreted + tiers.compiled]).toEqual([icount, icount]);
    expect(tiers.compiled / icount).toBeGreaterThan(0.9);
    expect(Object.values(regions?.left ?? {}).reduce((sum, count) => sum + count, 0)).toBe(regions?.entered);
    expect(regions?.entered).toBeGreaterThan(100);
    expect(counts.slow?.stores).toBeGreaterThanOrEqual(200); // the characters, and more
    expect(compiler.regions).toBeGreaterThan(0);
    expect([compiler.bytes > 0, compiler.instructions > 0, compiler.ms > 0]).toEqual([true, true, true]);
  });

  it('counts nothing of compiled code where there is none', async () => {
    const { profile: { counts }, icount } = await profiled(1e9, 'interp');
    expect(counts).toMatchObject({ tiers: { interpreted: icount, compiled: 0 }, regions: undefined, slow: undefined, compiler: { regions: 0, bytes: 0 } });
  });

  it('is a file of speedscope: a profile for each hart, in instructions', () => {
    const profile = { period: 10, samples: [{ hart: 1, stack: ['a', 'b'] }, { hart: 0, stack: ['a'] }, { hart: 1, stack: ['b', 'a'] }], counts: counts() };
    expect(speedscopeFile('name', profile)).toEqual({
      $schema: 'https://www.speedscope.app/file-format-schema.json',
      exporter: 'reprise',
      name: 'name',
      activeProfileIndex: 0,
      shared: { frames: [{ name: 'a' }, { name: 'b' }] },
      profiles: [
        { type: 'sampled', name: 'hart 0', unit: 'none', startValue: 0, endValue: 10, samples: [[0]], weights: [10] },
        { type: 'sampled', name: 'hart 1', unit: 'none', startValue: 0, endValue: 20, samples: [[0, 1], [1, 0]], weights: [10, 10] },
      ],
      reprise: counts(),
    });
  });
});

const counts = () => ({ instructions: 30, tiers: { interpreted: 30, compiled: 0 }, mmio: {}, compiler: { regions: 0, instructions: 0, bytes: 0, ms: 0, dropped: {} } });
