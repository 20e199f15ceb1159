import type { Head } from '@reprise/contracts';
import { describe, expect, it } from 'vitest';
import { headOf } from '../testing/world.ts';
import type { ControlErrorCode } from '../errors.ts';
import { checkHead } from './head.ts';

describe('a head', () => {
  it.each<[string, Head | null, Head, number]>([
    ['the first', null, headOf([1, 3]), 1],
    ['the first of a later epoch', null, headOf([4, 3]), 4],
    ['more of the same epoch', headOf([1, 3]), headOf([1, 4]), 1],
    ['more of the next epoch', headOf([1, 3]), headOf([1, 3], [2, 4]), 2],
    ['more of an epoch, others having stored nothing', headOf([1, 3]), headOf([1, 3], [9, 4]), 9],
    ['the same again', headOf([1, 3], [2, 5]), headOf([1, 3], [2, 5]), 2],
    ['of nothing, before anything', null, headOf(), 1],
  ])('may be %s', (_, before, head, epoch) => checkHead(before, head, epoch));

  it.each<[string, Head | null, Head, number, ControlErrorCode]>([
    ['behind', headOf([1, 3]), headOf([1, 2]), 1, 'run.head_behind'],
    ['nothing', headOf([1, 3]), headOf(), 1, 'run.head_behind'],
    ['a gap', null, { ...headOf([1, 3]), parts: [{ epoch: 1, from: 1, to: 3 }] }, 1, 'run.head_invalid'],
    ['an overlap', null, { ...headOf([1, 3]), parts: [{ epoch: 1, from: 0, to: 2 }, { epoch: 2, from: 1, to: 3 }] }, 2, 'run.head_invalid'],
    ['an empty part', null, { ...headOf([1, 3]), parts: [{ epoch: 1, from: 0, to: 0 }] }, 1, 'run.head_invalid'],
    ['epochs that go back', null, headOf([2, 3], [1, 4]), 2, 'run.head_invalid'],
    ['an epoch that has not been', null, headOf([2, 3]), 1, 'run.head_invalid'],
    ['other segments of before', headOf([1, 3]), headOf([2, 4]), 2, 'run.head_invalid'],
    ['segments of before by another epoch', headOf([1, 3]), headOf([1, 2], [2, 4]), 2, 'run.head_invalid'],
    ['more segments of an epoch that is over', headOf([1, 3]), headOf([1, 4]), 2, 'run.head_invalid'],
    ['more segments of an epoch that is over, and some of this', headOf([1, 3]), headOf([1, 4], [2, 5]), 2, 'run.head_invalid'],
    ['as much with another seal', headOf([1, 3]), { ...headOf([1, 3]), seal: 'b' }, 1, 'run.head_invalid'],
    ['a keyframe without its state', null, { ...headOf([1, 3]), states: [] }, 1, 'run.head_invalid'],
  ])('may not be %s', (_, before, head, epoch, code) => {
    expect(() => checkHead(before, head, epoch)).toThrow(expect.objectContaining({ code }) as Error);
  });
});
