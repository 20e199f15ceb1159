import { DeviceBench } from '@reprise/qdev';
import { describe, expect, it } from 'vitest';
import { isAllSaved } from '../testing/fuzz.ts';
import { sifiveTest } from './sifive-test.ts';

describe('riscv.sifive.test', () => {
  it.each([
    { name: 'pass', value: 0x5555, size: 4, requests: ['shutdown 0'] },
    { name: 'pass, 16 bits', value: 0x5555, size: 2, requests: ['shutdown 0'] },
    { name: 'fail with a code', value: 0x002a_3333, size: 4, requests: ['shutdown 42'] },
    { name: 'fail with the largest code', value: 0xffff_3333, size: 4, requests: ['shutdown 65535'] },
    { name: 'fail without a code', value: 0x3333, size: 4, requests: ['shutdown 1'] },
    { name: 'reset', value: 0x7777, size: 4, requests: ['reset'] },
    { name: 'anything else', value: 0x1234, size: 4, requests: [] },
  ])('$name: $requests', ({ value, size, requests }) => {
    const test = new DeviceBench(sifiveTest);
    expect(test.write(0, value, size)).toBe('ok');
    expect(test.requests).toEqual(requests);
    expect(test.guestErrors.length).toBe(requests.length === 0 ? 1 : 0);
  });

  it('does nothing elsewhere', () => {
    const test = new DeviceBench(sifiveTest);
    test.write(2, 0x5555, 2);
    test.write(4, 0x5555);
    expect([test.write(0, 0x55, 1), test.requests, test.read(0)]).toEqual(['access-error', [], 0]);
  });
});

it.each([1, 2])('stands whatever a guest does (seed %i)', (seed) => {
  expect(isAllSaved(() => new DeviceBench(sifiveTest), { seed, offsets: [0, 2], values: [0x5555, 0x3333, 0x7777] })).toBe(true);
});
