import { describe, expect, it } from 'vitest';
import { headAfter, lastPrefix, partsOf, summaryOf } from './run-keys.ts';

const written = (segments: number) => ({
  summary: { format: 1, configuration: 'c', segments, head: `seal${segments}`, keyframes: [0, segments], parent: null }, states: ['s0', 's1'], icount: 10 * segments, consoleBytes: segments,
});

describe('the head of a run', () => {
  it('has a part for every epoch that wrote segments', () => {
    const first = headAfter(null, 1, written(3), 100);
    expect(first).toEqual({ parts: [{ epoch: 1, from: 0, to: 3 }], seal: 'seal3', keyframes: [0, 3], states: ['s0', 's1'], icount: 30, consoleBytes: 3, storedBytes: 100 });
    const third = headAfter(headAfter(first, 2, written(3), 100), 3, written(5), 200);
    expect(third.parts).toEqual([{ epoch: 1, from: 0, to: 3 }, { epoch: 3, from: 3, to: 5 }]);
    expect(partsOf('r', third)).toEqual([{ prefix: 'runs/r/1/', from: 0, to: 3 }, { prefix: 'runs/r/3/', from: 3, to: 5 }]);
    expect([lastPrefix('r', third), summaryOf(third)]).toEqual(['runs/r/3/', { segments: 5, head: 'seal5', keyframes: [0, 5] }]);
  });

  it('without segments is of nowhere', () => {
    expect(() => lastPrefix('r', headAfter(null, 1, written(0), 0))).toThrow('without segments');
  });
});
