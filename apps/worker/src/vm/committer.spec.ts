import type { Head } from '@reprise/contracts';
import { describe, expect, it } from 'vitest';
import { Committer } from './committer.ts';
import type { VmReport } from './messages.ts';

const head = (segments: number): Head =>
  ({ parts: [{ epoch: 1, from: 0, to: segments }], seal: `${segments}`, keyframes: [], states: [], icount: segments, consoleBytes: 0, storedBytes: 0 });

/** A control plane that answers when it is told to. */
function setUp(refused: string | null = null) {
  const said: number[] = [];
  const waiting: (() => void)[] = [];
  const given: string[] = [];
  const report = async (message: VmReport): Promise<string | null> => {
    if (message.kind === 'commit') said.push(message.body.head.icount);
    await new Promise<void>((resolve) => void waiting.push(resolve));
    return refused;
  };
  const committer = new Committer(null, report, ({ icount }) => [{ command: `c${icount}`, error: null, result: {} }], (answers) => void given.push(...answers.map(({ command }) => command)));
  return { committer, said, given, answer: () => waiting.shift()?.() };
}

describe('commits', () => {
  it('are one at a time, of the latest head', async () => {
    const { committer, said, given, answer } = setUp();
    committer.offer(head(1));
    committer.offer(head(2));
    committer.offer(head(3));
    expect(said).toEqual([1]);
    answer();
    await new Promise((resolve) => setImmediate(resolve));
    expect(said).toEqual([1, 3]);
    answer();
    await committer.settled();
    expect([given, committer.head]).toEqual([['c1', 'c3'], head(3)]);
  });

  it('leave the last head to the report of the end, also where one is under way', async () => {
    const { committer, said, answer } = setUp();
    committer.offer(head(1));
    committer.offerLast(head(2));
    answer();
    await committer.settled();
    expect([said, committer.head]).toEqual([[1], head(2)]);
  });

  it('that are refused end it', async () => {
    const { committer, answer, given } = setUp('run.head_invalid');
    committer.offer(head(1));
    answer();
    await expect(committer.settled()).rejects.toThrow('refused what was stored: run.head_invalid');
    expect(given).toEqual([]);
  });
});
