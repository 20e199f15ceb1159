import { describe, expect, it } from 'vitest';
import { keptKeyframes, thinningOf, type ThinningPolicy } from './thinning.ts';

interface Frame {
  readonly icount: number;
}

/** Plays a timeline: a keyframe after each of the steps, thinned at once. Tells `look` what is kept at each moment. */
function play(steps: readonly number[], policy: ThinningPolicy, look: (kept: readonly Frame[], now: number) => void, origin = 0): Frame[] {
  let kept: Frame[] = [{ icount: origin }];
  let now = origin;
  for (const step of steps) {
    now += step;
    kept = keptKeyframes([...kept, { icount: now }], now, policy);
    look(kept, now);
  }
  return kept;
}

const gaps = (kept: readonly Frame[], now: number): { age: number; gap: number }[] =>
  kept.map(({ icount }, index) => ({ age: now - icount, gap: (kept[index + 1]?.icount ?? now) - icount }));

const regular = (count: number, step: number): number[] => Array.from({ length: count }, () => step);

const G = 1e9;
const byDefault = thinningOf(0.5 * G);

describe('keyframes of a run', () => {
  it('of 10 billion instructions are within a bounded re-execution of every instant, at every moment of it', () => {
    const kept = play(regular(20, 0.5 * G), byDefault, (now, at) => {
      for (const { gap } of gaps(now, at)) expect(gap).toBeLessThanOrEqual(byDefault.maxGap);
    });
    expect(kept.map(({ icount }) => icount / G)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 8.5, 9, 9.5, 10]);
  });

  it('thin out as 1, 2, 4, 8 ..', () => {
    const kept = play(regular(1000, 1), { interval: 1, maxGap: Infinity }, () => {});
    const ages = kept.map(({ icount }) => 1000 - icount);
    expect(ages).toEqual([1000, 744, 488, 360, 232, 168, 104, 72, 56, 40, 24, 16, 12, 8, 6, 4, 3, 2, 1, 0]);
    for (const { age, gap } of gaps(kept, 1000)) expect(gap).toBeLessThanOrEqual(Math.max(1, age / 2));
  });

  it.each([1, 2, 3, 4, 5])('stay near every instant when they come at odd times (%i)', (seed) => {
    let state = seed * 7919;
    const random = (): number => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
    const steps = Array.from({ length: 500 }, () => Math.floor(1 + random() * 99));
    const policy = { interval: 100, maxGap: 800 };
    play(steps, policy, (kept, now) => {
      for (const { age, gap } of gaps(kept, now)) expect(gap).toBeLessThanOrEqual(Math.min(2 * policy.maxGap, 2 * Math.max(policy.interval, age)));
    }, 12_345);
  });

  it('are not brought back, and do not depend on how often one looks', () => {
    const policy = { interval: 10, maxGap: 160 };
    const all = Array.from({ length: 301 }, (_, index) => ({ icount: index * 10 }));
    const once = keptKeyframes(all, 3000, policy);
    expect(play(regular(300, 10), policy, () => {})).toEqual(once);
    expect(keptKeyframes(once, 3000, policy)).toEqual(once);
  });

  it.each([[[]], [[5]], [[5, 6]]])('are kept when they are the first or the last: %j', (icounts: number[]) => {
    const frames = icounts.map((icount) => ({ icount }));
    expect(keptKeyframes(frames, 1e15, byDefault)).toEqual(frames);
  });
});
