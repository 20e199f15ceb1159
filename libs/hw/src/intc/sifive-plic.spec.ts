import { DeviceBench } from '@reprise/qdev';
import { describe, expect, it } from 'vitest';
import { isAllSaved, randomFrom } from '../testing/fuzz.ts';
import { sifivePlic } from './sifive-plic.ts';

const PENDING = 0x1000;
const enable = (context: number, word = 0): number => 0x2000 + 0x80 * context + 4 * word;
const threshold = (context: number): number => 0x20_0000 + 0x1000 * context;
const claim = (context: number): number => threshold(context) + 4;
const M0 = 0;
const S0 = 1;
const S1 = 3;

const plicOf = (harts = 2): DeviceBench => new DeviceBench(sifivePlic, { properties: { 'num-harts': harts } });

/** A PLIC where the given sources have these priorities and are enabled for a context. */
function plicWith(context: number, priorities: Readonly<Record<number, number>>): DeviceBench {
  const plic = plicOf();
  for (const [source, priority] of Object.entries(priorities)) {
    const at = Number(source);
    plic.write(4 * at, priority);
    plic.write(enable(context, at >> 5), plic.read(enable(context, at >> 5)) | (1 << (at & 31)));
  }
  return plic;
}

describe('riscv.sifive.plic', () => {
  it.each([
    { name: 'M of hart 0', context: 0, meip: [true, false], seip: [false, false] },
    { name: 'S of hart 0', context: 1, meip: [false, false], seip: [true, false] },
    { name: 'M of hart 1', context: 2, meip: [false, true], seip: [false, false] },
    { name: 'S of hart 1', context: 3, meip: [false, false], seip: [false, true] },
  ])('notifies context $context, $name', ({ context, meip, seip }) => {
    const plic = plicWith(context, { 10: 1 });
    plic.setInput('irq', true, 10);
    expect([0, 1].map((hart) => plic.level('meip', hart))).toEqual(meip);
    expect([0, 1].map((hart) => plic.level('seip', hart))).toEqual(seip);
  });

  it('goes through request, claim and completion', () => {
    const plic = plicWith(S0, { 10: 1 });
    plic.setInput('irq', true, 10);
    expect(plic.read(PENDING)).toBe(1 << 10);
    expect(plic.read(claim(S0))).toBe(10);
    expect([plic.level('seip'), plic.read(PENDING), plic.read(claim(S0))]).toEqual([false, 0, 0]);
    plic.setInput('irq', false, 10);
    plic.write(claim(S0), 10);
    expect([plic.level('seip'), plic.read(claim(S0))]).toEqual([false, 0]);
  });

  it('asks again when a level is still high at completion', () => {
    const plic = plicWith(S0, { 10: 1 });
    plic.setInput('irq', true, 10);
    plic.read(claim(S0));
    plic.write(claim(S0), 10);
    expect([plic.level('seip'), plic.read(claim(S0))]).toEqual([true, 10]);
  });

  it('asks once for a level that went low and high between claim and completion', () => {
    const plic = plicWith(S0, { 10: 1 });
    plic.setInput('irq', true, 10);
    plic.read(claim(S0));
    plic.setInput('irq', false, 10);
    plic.setInput('irq', true, 10);
    expect(plic.level('seip')).toBe(false);
    plic.write(claim(S0), 10);
    expect([plic.level('seip'), plic.read(claim(S0)), plic.read(claim(S0))]).toEqual([true, 10, 0]);
  });

  it('keeps a request whose level went low before it was claimed', () => {
    const plic = plicWith(S0, { 10: 1 });
    plic.setInput('irq', true, 10);
    plic.setInput('irq', false, 10);
    expect([plic.level('seip'), plic.read(claim(S0))]).toEqual([true, 10]);
    plic.write(claim(S0), 10);
    expect(plic.level('seip')).toBe(false);
  });

  it('gives the highest priority first, then the lowest number', () => {
    const plic = plicWith(M0, { 3: 1, 40: 7, 41: 7, 64: 2, 95: 7 });
    for (const source of [95, 64, 41, 40, 3]) plic.setInput('irq', true, source);
    expect(Array.from({ length: 6 }, () => plic.read(claim(M0)))).toEqual([40, 41, 95, 64, 3, 0]);
  });

  it.each([[0, true], [2, true], [3, false], [7, false]])('threshold %i lets priority 3 notify: %s', (level, notified) => {
    const plic = plicWith(S1, { 5: 3 });
    plic.write(threshold(S1), level);
    plic.setInput('irq', true, 5);
    expect([plic.level('seip', 1), plic.read(claim(S1))]).toEqual([notified, 5]);
  });

  it('does not notify of priority 0, and claims nothing of it', () => {
    const plic = plicWith(S0, { 5: 0 });
    plic.setInput('irq', true, 5);
    expect([plic.level('seip'), plic.read(claim(S0)), plic.read(PENDING)]).toEqual([false, 0, 32]);
  });

  it('ignores the completion of a source that is not enabled for the context', () => {
    const plic = plicWith(S0, { 10: 1 });
    plic.setInput('irq', true, 10);
    plic.read(claim(S0));
    for (const [context, source] of [[M0, 10], [S0, 11], [S0, 0], [S0, 0xffff_ffff]] as const) plic.write(claim(context), source);
    expect([plic.level('seip'), plic.guestErrors.length]).toEqual([false, 4]);
  });

  it('gives a source to one of the contexts that it is enabled for', () => {
    const plic = plicWith(S0, { 10: 1 });
    plic.write(enable(S1), 1 << 10);
    plic.setInput('irq', true, 10);
    expect([plic.level('seip', 0), plic.level('seip', 1)]).toEqual([true, true]);
    expect([plic.read(claim(S1)), plic.read(claim(S0)), plic.level('seip', 0)]).toEqual([10, 0, false]);
  });

  it('has only the bits that there is something behind', () => {
    const plic = plicOf();
    for (const at of [0, 4, enable(0), enable(0, 2), enable(0, 3), enable(0, 31), threshold(0), PENDING]) plic.write(at, 0xffff_ffff);
    expect([0, 4, enable(0), enable(0, 2), enable(0, 3), enable(0, 31), threshold(0), PENDING].map((at) => plic.read(at)))
      .toEqual([0, 7, 0xffff_fffe, 0xffff_ffff, 0, 0, 7, 0]);
    expect([plic.read(4 * 95), plic.write(0, 0, 1), plic.read(threshold(4))]).toEqual([0, 'access-error', 0]);
  });

  it('loses no level: one driver that claims, serves and completes gets round to every source', () => {
    const random = randomFrom(7);
    const plic = plicOf(1);
    const high = new Set<number>();
    for (let source = 1; source < 96; source++) plic.write(4 * source, 1 + random(7));
    for (let word = 0; word < 3; word++) plic.write(enable(S0, word), 0xffff_ffff);
    for (let round = 0; round < 2000; round++) {
      const source = 1 + random(95);
      if (random(2)) plic.setInput('irq', high.add(source).has(source), source);
      const taken = random(3) === 0 ? plic.read(claim(S0)) : 0;
      if (taken === 0) continue;
      plic.setInput('irq', false, taken);
      high.delete(taken);
      if (random(2)) plic.setInput('irq', high.add(taken).has(taken), taken);
      plic.write(claim(S0), taken);
    }
    for (let taken = plic.read(claim(S0)); taken !== 0; taken = plic.read(claim(S0))) {
      plic.setInput('irq', false, taken);
      high.delete(taken);
      plic.write(claim(S0), taken);
    }
    expect([[...high], plic.level('seip')]).toEqual([[], false]);
  });
});

it.each([1, 2, 3])('stands whatever a guest does (seed %i)', (seed) => {
  const offsets = [0, 4, 40, 380, PENDING, PENDING + 8, ...[0, 1, 2, 3].flatMap((context) => [enable(context), enable(context, 2), threshold(context), claim(context)])];
  expect(isAllSaved(() => plicOf(), { seed, offsets, values: [0, 1, 10, 95, 96, 0xffff_ffff] })).toBe(true);
});
