import type { Run, StampedEvent } from '@reprise/vm';
import { describe, expect, it } from 'vitest';
import type { Recording } from '../recording/recording.ts';
import { GUEST } from '../testing/guest.ts';
import { recordGuest } from '../testing/record-guest.ts';
import { virtRun } from '../testing/virt-run.ts';

/** Numbers that look random and are the same each time. */
function randomIcounts(seed: number, count: number, { start, end }: Recording): number[] {
  let state = seed;
  return Array.from({ length: count }, () => {
    state = (state * 48_271) % 2_147_483_647;
    return start.icount + (state % (end.icount - start.icount + 1));
  });
}

async function eventsOf(recording: Recording): Promise<StampedEvent[]> {
  const events: StampedEvent[] = [];
  for (const { start } of recording.segments) events.push(...(await recording.segment(start.number)).events);
  return events;
}

/** A run that is given the recorded events at their instants, and never goes back. */
async function plainRun(recording: Recording): Promise<Run> {
  const { run } = virtRun(GUEST);
  for (const { event, ...at } of await eventsOf(recording)) run.inject(event, at);
  return run;
}

describe('a recorded run', () => {
  it('is in the log with its segments, keyframes, checks and console', async () => {
    const { recording, virt } = await recordGuest();
    expect(recording.end).toMatchObject({ ...virt.run.now, digest: virt.run.digest(), outcome: { kind: 'shutdown', exitCode: 0 }, consoleBytes: 21 });
    expect(recording.segments.length).toBe(Math.ceil(recording.end.icount / 10_000));
    expect(recording.keyframes.length).toBe(recording.segments.length + 1);
    expect(recording.segments.every(({ checks }) => checks.length >= 2)).toBe(true);
    expect(await eventsOf(recording)).toHaveLength(21);
    const output = await Promise.all(recording.segments.map(({ start }) => recording.console(start.number)));
    expect(output.map((bytes) => new TextDecoder().decode(bytes)).join('')).toBe(virt.console());
    expect(virt.console()).toBe('abcdefghijabcdefghijq');
  });

  it('is replayed to its end, and nothing differs', async () => {
    const { replay, virt, keyframes } = await recordGuest();
    const fresh = virtRun(GUEST);
    const replayer = await replay(fresh);
    await replayer.toEnd();
    expect([replayer.now, replayer.run.digest(), fresh.console(), keyframes.reads]).toEqual([virt.run.now, virt.run.digest(), virt.console(), 1]);
  });

  it('has at every instant the state that it had when it was there', async () => {
    const { recording, replay } = await recordGuest();
    const icounts = [...randomIcounts(7, 40, recording), 0, recording.end.icount, 10_000, 9_999, 10_001];
    const plain = await plainRun(recording);
    const expected = new Map<number, string>();
    for (const icount of icounts.toSorted((a, b) => a - b)) {
      plain.runUntil({ icount });
      expected.set(icount, plain.digest());
    }
    const replayer = await replay();
    for (const icount of icounts) expect([icount, await replayer.stateAt(icount)]).toEqual([icount, expected.get(icount)]);
  });

  it('is stepped through both ways', async () => {
    const { recording, replay } = await recordGuest();
    const plain = await plainRun(recording);
    const from = 20_480;
    plain.runUntil({ icount: from });
    const digests = Array.from({ length: 60 }, (_, step) => {
      plain.runUntil({ icount: from + step });
      return plain.digest();
    });
    const replayer = await replay();
    await replayer.seek(from);
    const forward: string[] = [];
    for (let step = 0; step < 60; step++) {
      forward.push(replayer.run.digest());
      await replayer.step();
    }
    const backward: string[] = [];
    for (let step = 0; step < 60; step++) {
      await replayer.reverseStep();
      backward.push(replayer.run.digest());
    }
    expect(forward).toEqual(digests);
    expect(backward).toEqual(digests.toReversed());
  });

  it('goes no further than it has instants', async () => {
    const { recording, replay } = await recordGuest();
    const replayer = await replay();
    await replayer.reverseStep(5);
    expect(replayer.now.icount).toBe(0);
    await replayer.step(1e9);
    expect(replayer.now.icount).toBe(recording.end.icount);
    await expect(replayer.seek(recording.end.icount + 1)).rejects.toThrow(`the recording has the instructions 0 to ${recording.end.icount}, not ${recording.end.icount + 1}`);
    expect(await replayer.stateAt(0)).toBe(recording.start.digest);
  });
});

describe('going on and going back', () => {
  it.each<[string, (symbol: (name: string) => bigint) => { breakpoints?: bigint[]; watch?: bigint }]>([
    ['a rare breakpoint', (symbol) => ({ breakpoints: [symbol('echo')] })],
    ['a breakpoint behind an interrupt', (symbol) => ({ breakpoints: [symbol('handler')] })],
    ['a breakpoint at the first instruction', () => ({ breakpoints: [0x8000_0000n] })],
    ['two breakpoints, one of them behind the other', (symbol) => ({ breakpoints: [symbol('rest'), symbol('rest') + 4n] })],
    ['a watchpoint', () => ({ watch: 0x8001_0000n + 77n * 128n })],
    ['a watchpoint and a breakpoint', (symbol) => ({ breakpoints: [symbol('rest')], watch: 0x8001_0000n + 200n * 128n })],
  ])('stops at the same instants either way: %s', async (_, stops) => {
    const { recording, replay } = await recordGuest();
    const { symbol } = virtRun(GUEST);
    const { breakpoints = [], watch } = stops(symbol);
    const replayer = await replay();
    replayer.setBreakpoints(new Set(breakpoints));
    if (watch !== undefined) replayer.setWatchpoints([{ address: watch, length: 8, kind: 'write' }]);
    const pcs = (): bigint => replayer.run.engine.currentHart.pc;
    const forward: unknown[] = [];
    for (let stop = await replayer.continue(); stop.reason !== 'end'; stop = await replayer.continue()) forward.push([stop, replayer.now.icount, pcs()]);
    const backward: unknown[] = [];
    for (let stop = await replayer.reverseContinue(); stop.reason !== 'start'; stop = await replayer.reverseContinue()) backward.push([stop, replayer.now.icount, pcs()]);
    expect(forward.length).toBeGreaterThan(0);
    expect(backward.toReversed()).toEqual(forward);
    expect([replayer.now.icount, replayer.run.digest()]).toEqual([0, recording.start.digest]);
  });

  it('goes on from where it went back to', async () => {
    const { replay, virt } = await recordGuest();
    const replayer = await replay();
    replayer.setBreakpoints(new Set([virt.symbol('echo')]));
    const icounts: number[] = [];
    for (let stop = 0; stop < 3; stop++) {
      await replayer.continue();
      icounts.push(replayer.now.icount);
    }
    await replayer.reverseContinue();
    await replayer.reverseContinue();
    const back = replayer.now.icount;
    await replayer.continue();
    expect([back, replayer.now.icount]).toEqual(icounts.slice(0, 2));
  });
});
