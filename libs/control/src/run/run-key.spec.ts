import { describe, expect, it } from 'vitest';
import { jobOf, stateOf } from '../testing/world.ts';
import { canonicalJson, requestHash, runKey, type Determined } from './run-key.ts';

const start: Determined = { images: {}, origin: null, forkInput: null, until: null };
const key = (job: Parameters<typeof jobOf>[0] = {}, change: Partial<Determined> = {}): string => runKey(jobOf(job), { ...start, ...change });

describe('the key of a run', () => {
  it.each<[string, string]>([
    ['a name', key({ name: 'x' })],
    ['labels', key({ labels: { a: 'b' } })],
    ['a priority', key({ priority: 9 })],
    ['retries', key({ retries: 0 })],
    ['limits that protect the house', key({ limits: { wallSeconds: 1, storedBytes: 2 ** 20, consoleBytes: 1 } })],
    ['a default that is said', key({ machine: { smp: 1 } })],
  ])('is the same with %s', (_, other) => expect(other).toBe(key()));

  const different: readonly [string, string][] = [
    ['nothing', key()],
    ['another command', key({ boot: { kind: 'linux', command: 'false' } })],
    ['another seed', key({ seed: 1 })],
    ['a limit of instructions', key({ limits: { instructions: 5 } })],
    ['another image', key({}, { images: { kernel: stateOf(1) } })],
    ['an origin', key({}, { origin: { run: 'r_1', icount: 5, state: null } })],
    ['an origin of another run', key({}, { origin: { run: 'r_2', icount: 5, state: null } })],
    ['a state to begin with', key({}, { origin: { run: 'r_1', icount: 5, state: stateOf(1) } })],
    ['input of a fork', key({}, { forkInput: 'x' })],
    ['a place to stop', key({}, { until: { instructions: 5 } })],
  ];
  it('is another with each thing that determines a run', () => expect(new Set(different.map(([, each]) => each)).size).toBe(different.length));

  it('does not depend on how a state was come by', () => {
    const from = (run: string) => key({}, { origin: { run, icount: 5, state: stateOf(1) } });
    expect(from('r_1')).toBe(from('r_2'));
  });
});

describe('canonical JSON', () => {
  it('has keys in order, at every depth, and lists as they are', () => expect(canonicalJson({ b: [{ d: 1, c: 2 }], a: null })).toBe('{"a":null,"b":[{"c":2,"d":1}]}'));
  it('makes equal requests equal', () => expect([requestHash({ a: 1, b: 2 }), requestHash({ a: 1, b: 3 })]).toEqual([requestHash({ b: 2, a: 1 }), requestHash({ b: 3, a: 1 })]));
});
