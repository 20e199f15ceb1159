import { describe, expect, it } from 'vitest';
import { Progress, problemsOfInput, problemsOfOutcome, problemsOfOwners, type Outcome } from './checks.ts';

type Row = readonly [state: string, epoch?: number];
const eventsOf = (rows: readonly Row[]) =>
  rows.map(([state, epoch]) => (state === 'migration' ? { type: 'migration', data: {} } : { type: 'state', data: { state, ...(epoch === undefined ? {} : { epoch }) } }));

describe('owners', () => {
  it.each<[string, Row[]]>([
    ['one', [['pending'], ['running', 1], ['succeeded', 1]]],
    ['the next after a fault', [['running', 1], ['pending', 1], ['running', 2], ['failed', 2]]],
    ['the next after a pause', [['running', 1], ['paused', 1], ['pending'], ['running', 2], ['crashed', 2]]],
    ['the next after a migration', [['running', 1], ['migrating', 1], ['migration'], ['running', 2], ['succeeded', 2]]],
    ['one that goes on after a migration that came to nothing', [['running', 1], ['migrating', 1], ['succeeded', 1]]],
    ['none, cancelled', [['pending'], ['cancelled']]],
  ])('are right: %s', (_, rows) => {
    expect(problemsOfOwners(eventsOf(rows))).toEqual([]);
  });

  it.each<[string, Row[], string]>([
    ['two at once', [['running', 1], ['running', 2], ['succeeded', 2]], 'epoch 2 began while epoch 1 owned the run'],
    ['a former one has the last word', [['running', 1], ['pending', 1], ['running', 2], ['succeeded', 1]], 'epoch 1 said succeeded when epoch 2 was the newest'],
    ['an epoch twice', [['running', 1], ['pending', 1], ['running', 1], ['succeeded', 1]], 'epoch 1 came after epoch 1'],
    ['two ends', [['running', 1], ['succeeded', 1], ['failed', 1]], 'became failed after its end'],
    ['no end', [['running', 1]], 'has not ended'],
  ])('are wrong: %s', (_, rows, problem) => {
    expect(problemsOfOwners(eventsOf(rows))).toContain(problem);
  });
});

const undisturbed: Outcome = { state: 'failed', exitCode: 5, stateId: 'sha256:1', icount: 10, consoleSha256: 'a', consoleBytes: 3 };
const end = { reason: 'shutdown', exitCode: 5, state: 'sha256:1', icount: 10, consoleSha256: 'a', consoleBytes: 3, message: null };

describe('what a run came to', () => {
  it('is that of the undisturbed run', () => {
    expect(problemsOfOutcome({ state: 'failed', end }, undisturbed)).toEqual([]);
  });

  it.each([
    [{ state: 'sha256:2' }, 'stateId is sha256:2, and of the undisturbed run sha256:1'],
    [{ exitCode: null, message: 'lost' }, 'exitCode is null (lost), and of the undisturbed run 5'],
    [{ consoleSha256: 'b' }, 'consoleSha256 is b, and of the undisturbed run a'],
    [{ icount: 11 }, 'icount is 11, and of the undisturbed run 10'],
  ])('is another with %o', (change, problem) => {
    expect(problemsOfOutcome({ state: 'failed', end: { ...end, ...change } }, undisturbed)).toEqual([problem]);
  });
});

describe('how far runs are stored', () => {
  const run = { id: 'r_1', epoch: 2, icount: 100, consoleBytes: 7, version: 4 };

  it('grows', () => {
    const progress = new Progress();
    progress.look([run]);
    progress.look([{ ...run, icount: 200 }]);
    expect(progress.problems).toEqual([]);
  });

  it.each([
    [[{ ...run, icount: 99 }], 'r_1: icount went back from 100 to 99'],
    [[{ ...run, consoleBytes: 0 }], 'r_1: consoleBytes went back from 7 to 0'],
    [[{ ...run, epoch: 1 }], 'r_1: epoch went back from 2 to 1'],
    [[], 'r_1: is gone'],
  ])('never goes back (%#)', (after, problem) => {
    const progress = new Progress();
    progress.look([run]);
    progress.look(after);
    expect(progress.problems).toEqual([problem]);
  });
});

describe('what was typed', () => {
  it.each([
    ['1\n2\n3\nq', ['1', '2', '3', 'q'], true],
    ['1\n2\n2\n3\nq', ['1', '2', '3', 'q'], true],
    ['1\n3\nq', ['1', '2', '3', 'q'], false],
    ['2\n1\nq', ['1', '2', 'q'], false],
    ['1\n2\n1\n2\nq', ['1', '2', 'q'], false],
  ])('%o shows %o: %s', (console, typed, isRight) => {
    expect(problemsOfInput(console, typed)).toHaveLength(isRight ? 0 : 1);
  });
});
