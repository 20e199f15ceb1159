import { describe, expect, it } from 'vitest';
import { stateDifferences } from './differences.ts';
import type { Tree } from './tree.ts';

const differences = (left: Tree, right: Tree): unknown[] => [...stateDifferences(left, right)].map(({ path, left: one, right: other }) => [path, one, other]);

describe('the differences of two states', () => {
  it.each<[Tree, Tree]>([
    [{ a: 1, b: [1, 2n] }, { b: [1n, 2], a: 1 }], [Uint8Array.of(1, 2), Uint8Array.of(1, 2)], [null, null], [{}, {}], ['x', 'x'],
  ])('are none between %o and %o', (left, right) => expect(differences(left, right)).toEqual([]));

  it('are named by their paths, as deep as both go', () => {
    const left = { '/machine/uart0': { fields: { lcr: 3, rx: Uint8Array.of(1) } }, harts: [{ pc: 4n }, { pc: 8n }], only: true };
    const right = { '/machine/uart0': { fields: { lcr: 7, rx: Uint8Array.of(2) } }, harts: [{ pc: 4n }, { pc: 12n }], other: [1] };
    expect(differences(left, right)).toEqual([
      ['/machine/uart0/fields/lcr', 3, 7],
      ['/machine/uart0/fields/rx', Uint8Array.of(1), Uint8Array.of(2)],
      ['/harts[1]/pc', 8n, 12n],
      ['/only', true, undefined],
      ['/other', undefined, [1]],
    ]);
  });

  it.each<[Tree, Tree]>([[[1], [1, 2]], [{ a: 1 }, [1]], [1, '1'], [0, false], [Uint8Array.of(1), Uint8Array.of(1, 2)], [null, 0]])(
    'are one where %j and %j are not of one kind or length', (left, right) => expect(differences(left, right)).toEqual([['', left, right]]));
});
