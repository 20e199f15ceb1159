import { batchSpecification, type BatchInput } from '@reprise/contracts';
import { describe, expect, it } from 'vitest';
import { combinations, expandBatch, MAX_RUNS, substitute, substituteAll, type MatrixValue } from './expand.ts';

const values = new Map<string, MatrixValue>([['a', 'x'], ['n', 7], ['yes', true], ['dotted.name-1', 'd'], ['loop', '${a}']]);
const expand = (batch: BatchInput) => expandBatch(batchSpecification.parse(batch));
const linux = (command: string) => ({ kind: 'linux', command });

describe('a variable', () => {
  it.each<[string, MatrixValue]>([
    ['${a}', 'x'],
    ['${n}', 7],
    ['${yes}', true],
    ['${dotted.name-1}', 'd'],
    [' ${n}', ' 7'],
    ['${a}${n}', 'x7'],
    ['seed ${n}, ${a} and ${n}', 'seed 7, x and 7'],
    ['${HOME}/${a}', '${HOME}/x'],
    ['${HOME}', '${HOME}'],
    ['$a {a} $${a} ${ a} ${} ${_a}', '$a {a} $x ${ a} ${} ${_a}'],
    ['${loop}', '${a}'],
    ['${constructor} ${__proto__}', '${constructor} ${__proto__}'],
  ])('in %j makes it %j', (text, result) => expect(substitute(text, values)).toBe(result));

  it('is found in every text of a value, and in no key', () => {
    expect(substituteAll({ '${a}': ['${n}', { deep: '${a}!' }], other: null, number: 1 }, values)).toEqual({ '${a}': [7, { deep: 'x!' }], other: null, number: 1 });
  });
});

describe('a matrix', () => {
  it('has every combination, the last variable the fastest', () => {
    expect(combinations({ a: [1, 2], b: ['x', 'y'] }).map((each) => [...each.values()])).toEqual([[1, 'x'], [1, 'y'], [2, 'x'], [2, 'y']]);
    expect(combinations({})).toEqual([new Map()]);
  });

  it('has ten thousand combinations at most', () => {
    const hundred = Array.from({ length: 100 }, (_, index) => index);
    expect(combinations({ a: hundred, b: hundred })).toHaveLength(MAX_RUNS);
    expect(() => combinations({ a: hundred, b: hundred, c: [1, 2] })).toThrow('the matrix has 20000 combinations, a batch takes 10000');
  });
});

describe('a batch', () => {
  it('is a job for each combination, with numbers as numbers', () => {
    const { base, runs } = expand({ job: { boot: linux('echo ${word}'), machine: { smp: '${harts}' } }, matrix: { word: ['a', 'b'], harts: [1, 2] } });
    expect(base).toBeNull();
    expect(runs.map(({ job, input }) => [job.boot.kind === 'linux' && job.boot.command, job.machine.smp, input])).toEqual([['echo a', 1, null], ['echo a', 2, null], ['echo b', 1, null], ['echo b', 2, null]]);
  });

  it('that forks has one job to boot, and forks with their names, labels and input', () => {
    const { base, runs } = expand({
      job: { name: 'input-${n}', boot: { kind: 'linux' }, labels: { team: 'x', n: '${n}' } }, matrix: { n: [1, 2] }, fork: { from: { console: '# ' }, input: 'exit $((${n} % 3))\n' },
    });
    expect([base?.name, base?.labels]).toEqual([undefined, { team: 'x' }]);
    expect(runs.map(({ job: { name, labels }, input }) => [name, labels, input])).toEqual([1, 2].map((n) => [`input-${n}`, { team: 'x', n: String(n) }, `exit $((${n} % 3))\n`]));
  });

  it('takes a number for its digits where a text has to stand', () => {
    const { runs } = expand({ job: { name: '${n}', boot: linux('${n}'), seed: '${n}', console: { script: [{ expect: '${n}' }, { send: 'x' }] } }, matrix: { n: [5] } });
    expect(runs[0]?.job).toMatchObject({ name: '5', boot: linux('5'), seed: '5', console: { script: [{ expect: '5' }, { send: 'x' }] } });
  });

  it.each<[string, BatchInput, string]>([
    ['a variable that nothing has', { job: { boot: linux('x') }, matrix: { n: [1] } }, 'matrix.n: nothing has ${n}'],
    ['a variable in what is run once', { job: { boot: linux('${n}') }, matrix: { n: [1] }, fork: { from: { instructions: 5 }, input: '${n}' } }, 'job: ${n}: the job of a batch that forks is run once: only fork.input, job.name and job.labels can have variables'],
    ['a job that is none with certain values', { job: { boot: linux('x'), machine: { smp: '${n}' } }, matrix: { n: [1, 99] } }, 'job.machine.smp: Too big: expected number to be <=8 (with n=99)'],
    ['a job that is none at all', { job: {} }, 'job.boot: Invalid input'],
    ['jobs that are too much together', { job: { boot: linux('${n}'), console: { input: 'x'.repeat(1 << 20) } }, matrix: { n: Array.from({ length: 65 }, (_, n) => n) } }, 'put what is large into an image'],
  ])('is refused with %s', (_, batch, message) => expect(() => expand(batch)).toThrow(message));
});
