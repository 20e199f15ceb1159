import { describe, expect, it } from 'vitest';
import { NotFound, Unavailable } from '../errors.ts';
import { retrying, Throttled, type RetryPolicy } from './retry.ts';

const policy: RetryPolicy = { attempts: 5, base: 100, cap: 500 };

/** Fails so often with the given error, then succeeds; gives what was waited and the outcome. */
async function attempt(failures: number, error: Error, random = 0.5): Promise<{ waits: number[]; outcome: unknown; calls: number }> {
  const waits: number[] = [];
  let calls = 0;
  const outcome: unknown = await retrying(policy, { sleep: async (ms) => void waits.push(ms), random: () => random }, async () => {
    if (++calls <= failures) throw error;
    return 'done';
  }).catch((error: unknown) => error);
  return { waits, outcome, calls };
}

describe('trying again', () => {
  it.each([
    ['needs no wait where all is well', 0, 0.5, []], ['waits longer each time, up to the cap', 4, 0.5, [50, 100, 200, 250]], ['waits a random part', 2, 0.25, [25, 50]],
  ] as const)('%s', async (_title, failures, random, waits) => {
    expect(await attempt(failures, new Unavailable('busy'), random)).toEqual({ waits, outcome: 'done', calls: failures + 1 });
  });

  it('ends after so many attempts with the last error', async () => {
    const error = new Unavailable('busy');
    expect(await attempt(99, error)).toEqual({ waits: [50, 100, 200, 250], outcome: error, calls: 5 });
  });

  it.each([[50, [50, 100, 200]], [120, [120, 120, 200]], [9000, [500, 500, 500]]] as const)('waits as long as the server asks, %i ms, within the cap', async (wait, waits) => {
    expect((await attempt(3, new Throttled('slow down', 'a', wait))).waits).toEqual(waits);
  });

  it('does not repeat what cannot succeed', async () => {
    expect(await attempt(1, new NotFound('a'))).toMatchObject({ waits: [], calls: 1 });
    expect(await attempt(1, new Error('a defect'))).toMatchObject({ waits: [], calls: 1 });
  });
});
