import type { Run, Watchpoint } from '@reprise/vm';
import { describe, expect, it } from 'vitest';
import { HARTS_GUEST, toPowerOff } from '../testing/harts-guest.ts';
import { recordGuest, small, type Recorded } from '../testing/record-guest.ts';
import { virtRun, type VirtRun } from '../testing/virt-run.ts';
import { Interrupted } from './interrupted.ts';
import type { Replayer } from './replayer.ts';

const fresh = (smp: number): VirtRun => virtRun(HARTS_GUEST, { smp, quantum: 150 });

const record = (smp: number): Promise<Recorded> => recordGuest(toPowerOff, { ...small, keyframeInterval: 4000, checkInterval: 1500 }, fresh(smp));

/** One step of a run: whose, and where from. */
interface Step {
  readonly hart: number;
  readonly pc: bigint;
}

/** All steps of a run, taken one by one: what going back must come to, found without it. */
function stepsOf({ run }: { readonly run: Run }): Step[] {
  const steps: Step[] = [];
  const { harts } = run.machine;
  const taken = (): bigint[] => harts.map((hart) => hart.get('steps'));
  for (let before = taken(); ; ) {
    const pcs = harts.map(({ pc }) => pc);
    if (run.runUntil({ icount: run.icount + 1 }).reason !== 'limit') return steps;
    const after = taken();
    const hart = after.findIndex((count, index) => count !== before[index]);
    steps.push({ hart, pc: pcs[hart] ?? 0n });
    before = after;
  }
}

/** Numbers that look random and are the same each time. */
function* randomNumbers(seed: number): Generator<number> {
  for (let state = seed; ; ) yield (state = (state * 48_271) % 2_147_483_647);
}

describe.each([1, 4])('going back, harts: %i', (smp) => {
  it('a step of one hart ends before the last that it took', async () => {
    const { recording, replay } = await record(smp);
    const steps = stepsOf(fresh(smp));
    const replayer = await replay(fresh(smp));
    const random = randomNumbers(smp);
    for (let turn = 0; turn < 60; turn++) {
      const from = random.next().value % recording.end.icount;
      const hart = random.next().value % smp;
      const expected = steps.slice(0, from).findLastIndex((step) => step.hart === hart);
      await replayer.seek(from);
      const stop = await replayer.reverseStepOf(hart);
      expect([from, hart, stop.reason, replayer.now.icount]).toEqual([from, hart, expected < 0 ? 'start' : 'step', Math.max(0, expected)]);
    }
  });

  it('steps of one hart forward and back lead to the same instants', async () => {
    const { replay } = await record(smp);
    const replayer = await replay(fresh(smp));
    const hart = smp - 1;
    await replayer.seek(2000);
    await replayer.stepOf(hart);
    const forward: number[] = [];
    const backward: number[] = [];
    for (let step = 0; step < 100; step++) {
      await replayer.stepOf(hart);
      forward.push(replayer.now.icount - 1); // before the step
    }
    for (let step = 0; step < 100; step++) {
      await replayer.reverseStepOf(hart);
      backward.push(replayer.now.icount);
    }
    expect(backward.toReversed()).toEqual(forward);
  });

  it('a step of one hart stops at what others come to meanwhile, either way', async () => {
    const { replay, virt } = await record(smp);
    const steps = stepsOf(fresh(smp));
    const replayer = await replay(fresh(smp));
    replayer.setBreakpoints(new Set([virt.symbol('share')]));
    const isHit = ({ pc }: Step): boolean => pc === virt.symbol('share');
    const hart = smp - 1;
    for (const from of [1500, 1501, 1777, 2222, 3000, 3100]) {
      const expected = steps.slice(0, from).findLastIndex((step) => step.hart === hart || isHit(step));
      await replayer.seek(from);
      const stop = await replayer.reverseStepOf(hart);
      const step = steps[expected];
      expect([from, stop.reason, replayer.now.icount]).toEqual([from, step && isHit(step) ? 'breakpoint' : 'step', expected]);
    }
  });

  it.each<[string, (symbol: (name: string) => bigint) => { breakpoints?: bigint[]; watch?: Watchpoint }]>([
    ['at a breakpoint of whoever comes first', (symbol) => ({ breakpoints: [symbol('share')] })],
    ['at one behind a wait', (symbol) => ({ breakpoints: [symbol('awake')] })],
    ['where a cell that all write to is changed', (symbol) => ({ watch: { address: symbol('shared'), length: 8, kind: 'write' } })],
    ['where the cell of one hart is changed', (symbol) => ({ watch: { address: symbol('own') + BigInt(8 * (smp - 1)), length: 8, kind: 'write' } })],
    ['at whichever comes last', (symbol) => ({ breakpoints: [symbol('rest')], watch: { address: symbol('shared'), length: 4, kind: 'access' } })],
  ])('stops %s, as going forward does', async (_, stops) => {
    const { replay, virt } = await record(smp);
    const { breakpoints = [], watch } = stops(virt.symbol);
    const replayer = await replay(fresh(smp));
    replayer.setBreakpoints(new Set(breakpoints));
    replayer.setWatchpoints(watch ? [watch] : []);
    const forward = await stopsOf(replayer, () => replayer.continue(), 'end');
    const backward = await stopsOf(replayer, () => replayer.reverseContinue(), 'start');
    expect(forward.length).toBeGreaterThan(smp);
    expect(backward.toReversed()).toEqual(forward);
  });
});

/** All stops on the way to one side: whose, where, and when. */
async function stopsOf(replayer: Replayer, go: () => ReturnType<Replayer['continue']>, last: 'start' | 'end'): Promise<unknown[]> {
  const stops: unknown[] = [];
  for (let stop = await go(); stop.reason !== last; stop = await go()) {
    const { index, pc } = replayer.run.engine.currentHart;
    stops.push([stop, index, pc, replayer.now.icount]);
  }
  return stops;
}

describe('an interrupt', () => {
  /** A replayer that is interrupted at one of the times at which it lets others in. */
  async function interruptedAt(breath: number, breathEvery?: number): Promise<{ replayer: Replayer; recorded: Recorded; stateAt: (icount: number) => Promise<string> }> {
    const recorded = await record(4);
    let breaths = 0;
    const breathe = async (): Promise<void> => {
      if (++breaths === breath) replayer.interrupt();
    };
    const replayer: Replayer = await recorded.replay(fresh(4), { breathe, ...(breathEvery !== undefined && { breathEvery }) });
    const stateAt = async (icount: number): Promise<string> => (await recorded.replay(fresh(4))).stateAt(icount);
    return { replayer, recorded, stateAt };
  }

  /** So many breakpoints on the way that others are let in although little is executed. */
  const everywhere = ({ virt: { symbol } }: Recorded): ReadonlySet<bigint> => new Set(Array.from({ length: 40 }, (_, at) => symbol('loop') + BigInt(2 * at)));

  it('stops going on among thousands of stops, and going on again comes to the end', async () => {
    const { replayer, recorded, stateAt } = await interruptedAt(1);
    replayer.setBreakpoints(everywhere(recorded));
    let stop = await replayer.continue();
    while (stop.reason === 'breakpoint') stop = await replayer.continue();
    expect(stop.reason).toBe('interrupted');
    const { icount } = replayer.now;
    expect(icount).toBeGreaterThan(900);
    expect(replayer.run.digest()).toBe(await stateAt(icount));
    replayer.setBreakpoints(new Set());
    expect([await replayer.continue(), replayer.run.digest()]).toEqual([{ reason: 'end' }, recorded.recording.end.digest]);
  });

  it('stops going back where it was, if that was not yet looked through', async () => {
    const { replayer, recorded, stateAt } = await interruptedAt(1);
    replayer.setBreakpoints(everywhere(recorded));
    await replayer.seek(recorded.recording.end);
    let from = replayer.now.icount;
    while ((await replayer.reverseContinue()).reason === 'breakpoint') from = replayer.now.icount;
    expect([replayer.now.icount, replayer.run.digest()]).toEqual([from, await stateAt(from)]);
  });

  it('stops going back at the instant back to which nothing stops, and going back again finds what is before', async () => {
    const { replayer, recorded: { recording }, stateAt } = await interruptedAt(12, 2000);
    replayer.setBreakpoints(new Set([0x8000_0004n]));
    await replayer.seek(recording.end);
    expect(await replayer.reverseContinue()).toEqual({ reason: 'interrupted' });
    const { icount } = replayer.now;
    expect(icount).toBeGreaterThan(1000);
    expect(icount).toBeLessThan(recording.end.icount - 1000);
    expect(replayer.run.digest()).toBe(await stateAt(icount));
    const found: number[] = [];
    while ((await replayer.reverseContinue()).reason === 'breakpoint') found.push(replayer.now.icount);
    expect(found).toEqual([457, 307, 157, 7]); // each hart's second, behind six in the boot ROM, in turns of 150
  });

  it('leaves a way to an instant on it', async () => {
    const { replayer, recorded: { recording }, stateAt } = await interruptedAt(3, 1000);
    await expect(replayer.runTo(recording.end)).rejects.toThrow(Interrupted);
    const { icount } = replayer.now;
    expect([icount, replayer.run.digest()]).toEqual([3000, await stateAt(3000)]);
    await replayer.toEnd();
    expect(replayer.run.digest()).toBe(recording.end.digest);
  });

  it('is for what is under way, not for what comes after', async () => {
    const { replayer, recorded: { recording } } = await interruptedAt(0, 1000);
    replayer.interrupt();
    expect([await replayer.continue(), replayer.now.icount]).toEqual([{ reason: 'end' }, recording.end.icount]);
  });
});
