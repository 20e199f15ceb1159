import { describe, expect, it } from 'vitest';
import { parseTiers, tiersOf, tierText } from './tiers.ts';

describe('tiers', () => {
  it.each([
    ['jit', 'jit,interp', 'left'], ['interp', 'interp,reference', undefined], ['reference', 'reference,interp', undefined],
    ['jit:0', 'jit:0,interp', 'left'], ['interp,jit:16000', 'interp,jit:16000', 'right'], ['jit,reference', 'jit,reference', 'left'],
  ])('%s are %s', (text, both, compiles) => {
    const { left, right, compiles: side } = tiersOf(parseTiers(text), 'jit', false);
    expect([`${tierText(left)},${tierText(right)}`, side]).toEqual([both, compiles]);
  });

  it('are as they were recorded, and the other; with a planted fault on one of them, the same', () => {
    const names = [false, true].map((isSame) => {
      const { left, right } = tiersOf(undefined, 'jit', isSame);
      return [left.name, right.name];
    });
    expect(names).toEqual([['jit', 'interp'], ['jit', 'jit']]);
  });

  it.each([
    ['jit,jit:0', "'--tiers jit,jit:0': one of the two is to be interp or reference"],
    ['interp:5', "expected one of jit, interp, reference, got 'interp:5'"],
    ['jit:x', "expected an integer in 0..9007199254740991, got 'x'"],
    ['jit,interp,reference', "'jit,interp,reference': expected one or two of jit, interp, reference"],
  ])('%s is refused', (text, message) => {
    expect(() => tiersOf(parseTiers(text), 'jit', false)).toThrow(message);
  });
});
