import { runId } from '@reprise/contracts';
import { expect, it } from 'vitest';
import { newId } from './new-id.ts';

it('is an id of its kind, and sorts by time', () => {
  const ids = [1_700_000_000_000, 1_700_000_000_001, 1_800_000_000_000].map((now) => newId('r', now));
  expect(ids.every((id) => runId.safeParse(id).success)).toBe(true);
  expect(ids.toSorted()).toEqual(ids);
  expect(ids[0]).toMatch(/^r_018bcfe568007[0-9a-f]{3}[89ab][0-9a-f]{15}$/);
});

it('sorts by order within a millisecond, ten thousand ids too', () => {
  const ids = Array.from({ length: 10_000 }, () => newId('r', 1_700_000_000_000));
  expect(ids.toSorted()).toEqual(ids);
  expect(new Set(ids).size).toBe(ids.length);
});
