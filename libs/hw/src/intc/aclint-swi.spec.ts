import { DeviceBench } from '@reprise/qdev';
import { describe, expect, it } from 'vitest';
import { isAllSaved } from '../testing/fuzz.ts';
import { aclintSwi } from './aclint-swi.ts';

const bench = (harts: number) => new DeviceBench(aclintSwi, { properties: { 'num-harts': harts } });

describe('riscv.aclint.swi', () => {
  it.each([0, 1, 3])('drives the line of hart %i alone', (hart) => {
    const swi = bench(4);
    swi.write(4 * hart, 0xffff_ffff);
    expect(swi.read(4 * hart)).toBe(1);
    expect([0, 1, 2, 3].map((at) => swi.level('msip', at))).toEqual([0, 1, 2, 3].map((at) => at === hart));
    swi.write(4 * hart, 2);
    expect([swi.read(4 * hart), swi.level('msip', hart)]).toEqual([0, false]);
  });

  it('takes two harts in an 8-byte access, and no bytes', () => {
    const swi = bench(2);
    swi.write64(0, 0x1_0000_0001n);
    expect([swi.level('msip', 0), swi.level('msip', 1), swi.read64(0)]).toEqual([true, true, 0x1_0000_0001n]);
    expect([swi.write(0, 0, 1), swi.level('msip', 0)]).toEqual(['access-error', true]);
  });

  it('is low after a reset', () => {
    const swi = bench(1);
    swi.write(0, 1);
    swi.reset();
    expect([swi.level('msip'), swi.read(0)]).toEqual([false, 0]);
  });
});

it.each([1, 2])('stands whatever a guest does (seed %i)', (seed) => {
  expect(isAllSaved(() => bench(4), { seed, offsets: [0, 4, 8, 12, 16, 0x3ffc], values: [0, 1] })).toBe(true);
});
