import { NEVER } from '@reprise/clock';
import { DeviceBench } from '@reprise/qdev';
import { describe, expect, it } from 'vitest';
import { isAllSaved } from '../testing/fuzz.ts';
import { aclintMtimer, deadlineOf, readMtime } from './aclint-mtimer.ts';

const MTIME = 0x7ff8;
const bench = (harts = 1, frequency = 10_000_000) => new DeviceBench(aclintMtimer, { properties: { 'num-harts': harts, 'timebase-freq': frequency } });

describe('MTIME', () => {
  it.each([
    [10_000_000, 99, 0n], [10_000_000, 100, 1n], [10_000_000, 1_000_000_099, 10_000_000n], [32_768, 1_000_000_000, 32_768n],
    [32_768, 30_517, 0n], [32_768, 30_518, 1n], [1_000_000_000, 2 ** 52, 2n ** 52n],
  ])('at %i Hz after %i ns is %i', (frequency, ns, ticks) => {
    const timer = bench(1, frequency);
    timer.clock.set(ns);
    expect(timer.read64(MTIME)).toBe(ticks);
  });

  it('reads by halves', () => {
    const timer = bench(1, 1_000_000_000);
    timer.clock.set(2 ** 40 + 5);
    expect([timer.read(MTIME), timer.read(MTIME + 4)]).toEqual([5, 256]);
  });

  it('goes on from what was written, whole or by halves', () => {
    const timer = bench();
    timer.clock.set(5000);
    timer.write64(MTIME, 7n);
    timer.advance(300);
    expect(timer.read64(MTIME)).toBe(10n);
    timer.write(MTIME + 4, 1);
    expect([timer.read64(MTIME), readMtime(timer.device)]).toEqual([0x1_0000_000an, 0x1_0000_000a]);
  });
});

describe('MTIP', () => {
  it('is low until MTIMECMP is written', () => {
    const timer = bench();
    timer.advance(1_000_000);
    expect([timer.level('mtip'), timer.read64(0), timer.timers.nextDeadline()]).toEqual([false, 2n ** 64n - 1n, null]);
  });

  it('follows MTIME >= MTIMECMP to the ns', () => {
    const timer = bench(1, 32_768);
    timer.write64(0, 2n);
    timer.advance(61_035);
    expect(timer.level('mtip')).toBe(false);
    timer.advance(1);
    expect([timer.level('mtip'), timer.timers.nextDeadline()]).toEqual([true, null]);
    timer.write64(0, 3n);
    expect(timer.level('mtip')).toBe(false);
  });

  it('is raised at once for a time gone by', () => {
    const timer = bench();
    timer.clock.set(1000);
    timer.write64(0, 10n);
    expect(timer.level('mtip')).toBe(true);
    timer.write(0, 11);
    expect(timer.level('mtip')).toBe(false);
  });

  it('has a deadline for each hart', () => {
    const timer = bench(3);
    timer.write64(0, 30n);
    timer.write64(8, 10n);
    timer.write64(16, 20n);
    const rises = [];
    for (let at = 0; at < 40; at++) {
      rises.push([0, 1, 2].map((hart) => Number(timer.level('mtip', hart))).join(''));
      timer.advance(100);
    }
    expect([rises[9], rises[10], rises[19], rises[20], rises[29], rises[30]]).toEqual(['000', '010', '010', '011', '011', '111']);
  });

  it.each([['forward', 90n, true], ['back', 5n, false]])('follows MTIME when it is set %s', (_name, value, level) => {
    const timer = bench();
    timer.clock.set(1000);
    timer.write64(0, 50n);
    timer.write64(MTIME, value);
    expect(timer.level('mtip')).toBe(level);
    expect(timer.level('moved')).toBe(true);
    timer.advance(4500);
    expect(timer.level('mtip')).toBe(true);
  });

  it('falls when MTIME wraps', () => {
    const timer = bench();
    timer.write64(0, 2n ** 64n - 2n);
    timer.write64(MTIME, 2n ** 64n - 3n);
    expect(timer.level('mtip')).toBe(false);
    timer.advance(100);
    expect(timer.level('mtip')).toBe(true);
    timer.advance(200);
    expect([timer.level('mtip'), timer.read64(MTIME)]).toEqual([false, 0n]);
  });

  it('does not hold idle harts to a deadline that never comes', () => {
    const timer = bench();
    timer.write64(0, 2n ** 60n);
    expect(timer.timers.nextDeadline()).toBe(null);
  });

  it('is right again after a restore', () => {
    const [first, second] = [bench(2), bench(2)];
    first.clock.set(700);
    first.write64(MTIME, 1000n);
    first.write64(8, 1005n);
    second.clock.set(700);
    second.load(first.save());
    second.advance(500);
    expect([second.level('mtip', 1), second.level('mtip', 0), second.read64(MTIME)]).toEqual([true, false, 1005n]);
  });
});

describe('deadlineOf', () => {
  it.each([
    { target: 1000, deadline: 100_000 }, { target: 6, deadline: 600 }, { target: 5, deadline: 550 }, { target: 0, deadline: 550 },
    { target: 2 ** 52, deadline: NEVER }, { written: 1000, target: 1001, deadline: 600 }, { written: 0, target: 100, deadline: 10_500 },
  ])('at 550 ns: %o', ({ written, target, deadline }) => {
    const timer = bench();
    timer.clock.set(550);
    if (written !== undefined) timer.write64(MTIME, BigInt(written));
    expect(deadlineOf(timer.device, target)).toBe(deadline);
  });
});

it.each([1, 2, 3])('stands whatever a guest does (seed %i)', (seed) => {
  expect(isAllSaved(() => bench(4), { seed, offsets: [0, 8, 16, 24, 32, 4, MTIME, MTIME + 4], values: [0, 1, 0xffff_ffff, 5000] })).toBe(true);
});
