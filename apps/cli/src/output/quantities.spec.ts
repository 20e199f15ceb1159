import { describe, expect, it } from 'vitest';
import { duration, short, shortIds } from './quantities.ts';

describe('short', () => {
  it.each<[number, string]>([
    [0, '0'], [999, '999'], [1000, '1.0K'], [1234, '1.2K'], [9949, '9.9K'], [9950, '10K'], [123_456, '123K'], [999_499, '999K'], [999_500, '1.0M'],
    [500_000_000, '500M'], [2 ** 53, '9.0P'],
  ])('%d is %s', (value, text) => expect(short(value)).toBe(text));

  it.each<[number, string]>([[1024, '1.0K'], [256 * 2 ** 20, '256M'], [3.5 * 2 ** 30, '3.5G']])('%d bytes are %s', (value, text) => expect(short(value, 1024)).toBe(text));
});

it('ids are as long as it takes to tell them apart', () => {
  const ids = ['r_0123456789abcdef0123', 'r_0123456789abcdef0456', 'r_0123456789abcdef0456'];
  expect(ids.map(shortIds(ids))).toEqual(['r_0123456789abcdef01', 'r_0123456789abcdef04', 'r_0123456789abcdef04']);
  expect(ids.slice(1).map(shortIds(ids.slice(1)))).toEqual(['r_0123456789abcdef', 'r_0123456789abcdef']);
});

it.each<[number, string]>([[-5, '0s'], [999, '0s'], [119_000, '119s'], [120_000, '2m'], [7_199_000, '119m'], [7_200_000, '2h'], [172_800_000, '2d']])('%d ms are %s', (ms, text) =>
  expect(duration(ms)).toBe(text));
