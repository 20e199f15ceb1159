import type { RunState } from '@reprise/contracts';

/** Which states follow which; an end has none. */
export const transitions: Readonly<Record<RunState, readonly RunState[]>> = {
  pending: ['running', 'paused', 'cancelled', 'error'],
  running: ['pending', 'paused', 'migrating', 'succeeded', 'failed', 'crashed', 'cancelled', 'error'],
  paused: ['pending', 'cancelled'],
  migrating: ['running', 'pending', 'paused', 'succeeded', 'failed', 'crashed', 'cancelled', 'error'],
  succeeded: [],
  failed: [],
  crashed: [],
  cancelled: [],
  error: [],
};

export const isEnd = (state: RunState): boolean => transitions[state].length === 0;

export const mayFollow = (from: RunState, to: RunState): boolean => transitions[from].includes(to);
