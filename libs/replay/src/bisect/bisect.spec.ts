import { describe, expect, it } from 'vitest';
import { Divergence } from '../replay/divergence.ts';
import { GUEST, typed } from '../testing/guest.ts';
import { recordGuest, small, typeAndQuit, type Drive } from '../testing/record-guest.ts';
import { virtRun, type VirtRun } from '../testing/virt-run.ts';
import { bisect } from './bisect.ts';

/** The guest on an engine with a fault: before one instruction, a register holds something else. */
const faultyRun = (icount: number, register: number, value = 0x40n): VirtRun => virtRun(GUEST, {}, { icount, hart: 0, register, value });

/** s2 holds the address of mtime, s4 the loop's count; t5 (x30) is used by nothing before the end. */
const S2 = 18;
const S4 = 20;
const T5 = 30;

describe('a replay on a faulty engine', () => {
  it.each([
    ['a register that is used at once', 31_234, S4], ['one that is used much later', 31_234, T5], ['the first instruction', 0, S4],
    ['the last of a segment', 29_999, S4], ['the first of a segment', 30_000, S4],
  ])('differs, and the first differing instruction is found: %s', async (_, at, register) => {
    const { recording, replay, keyframes } = await recordGuest();
    const replayer = await replay(faultyRun(at, register));
    const divergence = await replayer.toEnd().catch((error: unknown) => error);
    if (!(divergence instanceof Divergence)) throw new Error('nothing was found');
    expect(divergence.since.icount).toBeLessThanOrEqual(at);
    expect(divergence.at.icount).toBeGreaterThan(at);
    expect(divergence.at.icount - divergence.since.icount).toBeLessThanOrEqual(3000);
    expect(divergence).toMatchObject({ segment: Math.floor(at / 10_000), kind: at === 29_999 ? 'digest' : 'check' });

    const found = await bisect(recording, keyframes, { left: () => faultyRun(at, register).run, right: () => virtRun(GUEST).run });
    if (found.kind !== 'instruction') throw new Error(found.kind);
    expect([found.difference.icount, found.recorded]).toEqual([at, 'right']);
    expect(found.difference.left).toEqual(found.difference.right);
    expect(found.difference.differences.fields.map(({ path }) => path)).toContain(`/machine/machine/soc/cpu0/fields/x[${register}]`);
  });

  it('is known to be the same only where that was seen, not where it was gone back to', async () => {
    const { replay } = await recordGuest();
    const replayer = await replay(faultyRun(31_234, T5));
    await replayer.seek(32_900);
    await replayer.reverseStep();
    const divergence: unknown = await replayer.toEnd().catch((error: unknown) => error);
    expect(divergence).toMatchObject({ name: 'Divergence', since: { icount: 30_000 }, at: { icount: 33_000 } });
  });

  it('is told of by both its registers and its pages', async () => {
    // The fault is in the address of a store: what is stored comes to lie elsewhere.
    const { recording, keyframes, virt } = await recordGuest();
    const fresh = virtRun(GUEST);
    fresh.run.setBreakpoints(new Set([virt.symbol('store')]));
    fresh.run.runUntil({ icount: 5_000 });
    const at = fresh.run.icount;
    const found = await bisect(recording, keyframes, { left: () => virtRun(GUEST).run, right: () => faultyRun(at, 29).run });
    if (found.kind !== 'instruction') throw new Error(found.kind);
    const { difference } = found;
    expect([difference.icount, found.recorded, difference.left?.pc]).toEqual([at, 'left', virt.symbol('store')]);
    expect(difference.left?.bits).toBe(0x014eb023); // sd s4, 0(t4)
    const [page] = difference.differences.pages;
    expect(page).toMatchObject({ kind: 'ram', name: 'riscv_virt_board.ram' });
    expect(page?.left).not.toEqual(page?.right);
    expect(page?.left?.[page.offset]).not.toBe(page?.right?.[page.offset]);
  });

  it('that leads elsewhere is found too', async () => {
    const { recording, keyframes } = await recordGuest();
    const found = await bisect(recording, keyframes, { left: () => faultyRun(40_000, S2).run, right: () => virtRun(GUEST, { tier: 'reference' }).run });
    if (found.kind !== 'instruction') throw new Error(found.kind);
    expect([found.difference.icount, found.recorded]).toEqual([40_000, 'right']);
  });

  it('that ends the run is found too', async () => {
    const drive: Drive = async (recorder, { run }) => {
      await recorder.runUntil({ icount: 15_000 });
      run.inject(typed('1'));
      await recorder.runUntil({ icount: 25_000 });
      await recorder.finish({ kind: 'stopped' });
    };
    const { recording, keyframes, virt } = await recordGuest(drive);
    const probe = virtRun(GUEST);
    probe.run.inject(typed('1'), { icount: 15_000 });
    probe.run.setBreakpoints(new Set([virt.symbol('echo')]));
    probe.run.runUntil();
    const at = probe.run.icount;
    const found = await bisect(recording, keyframes, { left: () => faultyRun(at, 10, 0x71n).run, right: () => virtRun(GUEST).run });
    if (found.kind !== 'instruction') throw new Error(found.kind);
    expect([found.difference.icount, found.divergence.kind]).toEqual([at, 'stop']);
  });
});

describe('bisecting', () => {
  it('finds nothing where nothing differs', async () => {
    const { recording, keyframes } = await recordGuest();
    expect(await bisect(recording, keyframes, { left: () => virtRun(GUEST).run, right: () => virtRun(GUEST, { tier: 'reference' }).run })).toEqual({ kind: 'same' });
  });

  it('says between which instants a recording is of another engine than those at hand', async () => {
    const { recording, keyframes } = await recordGuest(typeAndQuit, small, faultyRun(42_424, T5));
    const found = await bisect(recording, keyframes, { left: () => virtRun(GUEST).run, right: () => virtRun(GUEST, { tier: 'reference' }).run });
    if (found.kind !== 'recording') throw new Error(found.kind);
    expect([found.divergence.since.icount, found.divergence.at.icount]).toEqual([40_000, 43_000]);
  });

  it('tells when neither does what was recorded', async () => {
    const { recording, keyframes } = await recordGuest();
    const found = await bisect(recording, keyframes, { left: () => faultyRun(20_001, S4).run, right: () => faultyRun(20_002, T5).run });
    if (found.kind !== 'instruction') throw new Error(found.kind);
    expect([found.difference.icount, found.recorded]).toEqual([20_001, 'neither']);
  });
});
