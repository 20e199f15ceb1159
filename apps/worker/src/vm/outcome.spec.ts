import type { CrashRecord } from '@reprise/crash';
import { describe, expect, it } from 'vitest';
import { messageAfter, stateAfter, type Came } from './outcome.ts';

const crash = (kind: 'failure' | 'idle'): CrashRecord =>
  ({ cause: { kind }, signature: { id: '0'.repeat(16), title: `it was ${kind}`, frames: [] } }) as unknown as CrashRecord; // what is looked at of one

const came = (change: Partial<Came>): Came => ({ reason: 'shutdown', exitCode: 0, crash: undefined, hasSucceeded: true, ...change });

describe('what a run came to', () => {
  it.each<[string, Partial<Came>, object, string | null]>([
    ['succeeded', {}, {}, null],
    ['succeeded', { exitCode: 3 }, { exitCodes: [0, 3] }, null],
    ['succeeded', { exitCode: 3, crash: crash('failure') }, { exitCodes: [3] }, null],
    ['failed', { exitCode: 3, crash: crash('failure') }, {}, 'the guest ended with exit code 3; a success is 0'],
    ['failed', { hasSucceeded: false }, { console: 'PASS' }, "the guest never wrote 'PASS'"],
    ['failed', { reason: 'reset', exitCode: null }, {}, null],
    ['failed', { reason: 'wall-limit', exitCode: null }, {}, null],
    ['failed', { reason: 'instruction-limit', exitCode: null }, {}, null],
    ['failed', { reason: 'console-limit', exitCode: null }, {}, null],
    ['succeeded', { reason: 'until', exitCode: null, hasSucceeded: false }, {}, null],
    ['crashed', { reason: 'idle', exitCode: null, crash: crash('idle') }, {}, 'it was idle'],
    ['crashed', { crash: crash('idle') }, {}, 'it was idle'],
    ['cancelled', { reason: 'cancelled', exitCode: null, crash: crash('idle') }, {}, 'it was idle'],
    ['error', { reason: 'internal-error', exitCode: null }, {}, null],
  ])('is %s after %o', (state, change, rule, message) => {
    const job = { outcome: { exitCodes: [0], ...rule } };
    expect([stateAfter(came(change), job), messageAfter(came(change), job)]).toEqual([state, message]);
  });
});
