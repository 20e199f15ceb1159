import { runState } from '@reprise/contracts';
import { describe, expect, it } from 'vitest';
import { isEnd, mayFollow, transitions } from './states.ts';

describe('the states of a run', () => {
  it('are all in the table, and every one can be reached from pending', () => {
    const reached = new Set(['pending']);
    for (const state of reached) for (const next of transitions[runState.parse(state)]) reached.add(next);
    expect([...reached].toSorted()).toEqual(runState.options.toSorted());
  });

  it('end where nothing follows, and every other one can be cancelled', () => {
    for (const state of runState.options) expect(isEnd(state) || mayFollow(state, 'cancelled')).toBe(true);
    expect(runState.options.filter(isEnd)).toEqual(['succeeded', 'failed', 'crashed', 'cancelled', 'error']);
  });
});
