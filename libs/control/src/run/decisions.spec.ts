/** Every decision on a run in every state: it is refused with a code, has nothing to do, or leads to a run that is in order. */
import { runState, type RunState } from '@reprise/contracts';
import { describe, expect, it } from 'vitest';
import { ControlError } from '../errors.ts';
import { decidePrepared } from '../migration/prepare-migration.ts';
import { decideTakeover } from '../migration/take-over.ts';
import { decideWithdrawal } from '../migration/withdraw-migrations.ts';
import { decideReproduced } from '../crash/reproduce.ts';
import { endOf, headOf, jobOf, stateOf } from '../testing/world.ts';
import { applyChange, type Change } from './change-run.ts';
import { decideClaim } from './claim-run.ts';
import { decideCommit } from './commit-run.ts';
import { decideEnd } from './end-run.ts';
import { decideLapse } from './expire-leases.ts';
import { newRun } from './new-run.ts';
import { isOwned } from './owner.ts';
import type { StoredRun } from './run.ts';
import { isEnd } from './states.ts';
import { decideYield } from './yield-run.ts';

const NOW = 1_800_000_000_000;
const EPOCH = 3;

function runIn(state: RunState): StoredRun {
  const owned = state === 'running' || state === 'migrating';
  return {
    ...newRun({ project: 'p', job: jobOf(), images: {} }, NOW - 1000),
    state,
    epoch: EPOCH,
    worker: owned ? 'w_source' : null,
    leaseUntil: owned ? NOW : null,
    migration: state === 'migrating' ? { target: 'w_target', state: stateOf(1), until: NOW } : null,
    head: headOf([1, 2]),
    end: isEnd(state) ? endOf().end : null,
    endedAt: isEnd(state) ? NOW - 1 : null,
  };
}

/** What is wrong with a run, by what holds of every run. */
const problemsOf = (run: StoredRun): readonly string[] => [
  ...((run.worker !== null) === isOwned(run) ? [] : ['a worker in a state without one, or none in a state with one']),
  ...((run.leaseUntil !== null) === isOwned(run) ? [] : ['a lease without an owner, or an owner without a lease']),
  ...((run.migration !== null) === (run.state === 'migrating') ? [] : ['a migration of a run that does not migrate, or none of one that does']),
  ...((run.endedAt !== null) === isEnd(run.state) ? [] : ['an end of a run that goes on, or none of one that has ended']),
  ...((run.end !== null) === isEnd(run.state) ? [] : ['an outcome of a run that goes on, or none of one that has ended']),
];

const head = headOf([1, 2], [EPOCH, 4]);
const report = (epoch: number) => ({ epoch, head, state: stateOf(9), message: null, answers: [] });

/** What is said in an epoch. */
const words: Readonly<Record<string, (run: StoredRun, epoch: number) => Change | undefined>> = {
  commit: (run, epoch) => decideCommit(run, { epoch, head, answers: [] }, NOW),
  succeed: (run, epoch) => decideEnd(run, endOf({ epoch, head }), NOW),
  fail: (run, epoch) => decideEnd(run, endOf({ epoch, state: 'failed' }), NOW),
  pause: (run, epoch) => decideYield(run, { ...report(epoch), to: 'paused' }, NOW),
  yield: (run, epoch) => decideYield(run, { ...report(epoch), to: 'pending' }, NOW),
  restart: (run, epoch) => decideYield(run, { ...report(epoch), to: 'restart' }, NOW),
  prepared: (run, epoch) => decidePrepared(run, { epoch, head, state: stateOf(1), answers: [] }, 'w_target', NOW),
  takeover: (run, epoch) => decideTakeover(run, { worker: 'w_target', fromEpoch: epoch, state: stateOf(1) }, NOW),
  reproduced: (run, epoch) => decideReproduced(run, { epoch, same: true, expected: stateOf(1), found: stateOf(1), icount: 1, message: null }, NOW),
};

const others: Readonly<Record<string, (run: StoredRun) => Change | undefined>> = {
  claim: (run) => decideClaim(run, 'w_next', NOW),
  lapse: (run) => decideLapse(run, NOW),
  'last lapse': (run) => decideLapse({ ...run, failures: run.job.retries }, NOW),
  withdrawal: (run) => decideWithdrawal(run, NOW),
};

/** The state that comes of it; `-` where there is nothing to do, else the code of the refusal. */
function outcome(run: StoredRun, decide: (run: StoredRun) => Change | undefined): string {
  try {
    const change = decide(run);
    if (!change) return '-';
    const { after, events } = applyChange(run, change, NOW);
    expect(problemsOf(after)).toEqual([]);
    expect(after.version).toBeGreaterThan(run.version);
    expect(events.every(({ seq }, index) => seq === run.version + index + 1 && seq <= after.version)).toBe(true);
    if (after.epoch !== run.epoch) expect([after.epoch, isOwned(after)]).toEqual([run.epoch + 1, true]);
    return after.state;
  } catch (error) {
    if (error instanceof ControlError) return error.code;
    throw error;
  }
}

describe.each(runState.options)('a run that is %s', (state) => {
  it('is in order', () => expect(problemsOf(runIn(state))).toEqual([]));

  it.each(Object.keys(words))('and %s in another epoch: is refused', (word) => {
    for (const epoch of [EPOCH - 1, EPOCH + 1]) expect(outcome(runIn(state), (run) => words[word]?.(run, epoch))).toBe('run.not_owner');
  });
});

it('goes from state to state as the table has it', () => {
  const all = { ...Object.fromEntries(Object.entries(words).map(([word, say]) => [word, (run: StoredRun) => say(run, EPOCH)])), ...others };
  const table = Object.entries(all).map(([name, decide]) => [name, ...(['pending', 'running', 'paused', 'migrating', 'succeeded'] as const).map((state) => outcome(runIn(state), decide))]);
  const refused = 'run.not_owner';
  expect(table).toEqual([
    //              pending            running           paused             migrating          succeeded
    ['commit',     refused,           'running',        refused,           'run.not_running', refused],
    ['succeed',    refused,           'succeeded',      refused,           'succeeded',       '-'],
    ['fail',       refused,           'failed',         refused,           'failed',          refused],
    ['pause',      refused,           'paused',         '-',               'paused',          refused],
    ['yield',      '-',               'pending',        refused,           'pending',         refused],
    ['restart',    '-',               'pending',        refused,           'pending',         refused],
    ['prepared',   refused,           'migrating',      refused,           '-',               refused],
    ['takeover',   refused,           refused,          refused,           'running',         refused],
    ['reproduced', refused,           'succeeded',      refused,           'succeeded',       '-'],
    ['claim',      'running',         'run.not_pending', 'run.not_pending', 'run.not_pending', 'run.not_pending'],
    ['lapse',      '-',               'pending',        '-',               'pending',         '-'],
    ['last lapse', '-',               'error',          '-',               'error',           '-'],
    ['withdrawal', '-',               '-',              '-',               'running',         '-'],
  ]);
});
