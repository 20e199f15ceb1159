import { describe, expect, it } from 'vitest';
import { decodeImmediate, encodeImmediate, formats, immediateMask, type Format, type Immediate } from './index.ts';

const byName: Readonly<Record<string, Format>> = formats;
const immediateOf = (name: string): Immediate => byName[name]?.immediate ?? expect.fail(`${name} has no immediate`);

const all = Object.entries(formats).flatMap(([name, { immediate }]: [string, Format]) => (immediate ? [{ name, immediate }] : []));

describe('immediates', () => {
  it.each(all)('of $name take each of their bits from one bit of the word', ({ immediate }) => {
    const taken = immediateMask(immediate);
    const values = Array.from({ length: 32 }, (_, bit) => (taken >>> bit) & 1).flatMap((bit, i) => (bit ? [decodeImmediate(immediate, 1 << i)] : []));
    expect(new Set(values).size).toBe(values.length);
    expect(values.every((value) => ((value & -value) === value) || value === -(2 ** (immediate.width - 1)))).toBe(true);
    expect(decodeImmediate(immediate, ~taken)).toBe(0);
  });

  it.each(all)('of $name go into the word as they come out', ({ immediate }) => {
    const taken = immediateMask(immediate);
    for (const word of [0, taken, taken & 0x5555_5555, taken & 0xaaaa_aaaa | 0, taken & 0x0f0f_0f0f]) {
      expect(encodeImmediate(immediate, decodeImmediate(immediate, word))).toBe(word);
    }
  });

  it.each([
    ['I', 2047, 0x7ff0_0000], ['I', -2048, 0x8000_0000], ['S', -1, 0xfe00_0f80], ['B', 4094, 0x7e00_0f80], ['B', -4096, 0x8000_0000],
    ['U', 0x7fff_f000, 0x7fff_f000], ['J', 0xf_fffe, 0x7fff_f000], ['CJ', -2048, 0x1000], ['CJ', 2046, 0x0ffc],
    ['CI_16SP', -512, 0x1000], ['CIW', 1020, 0x1fe0],
  ] as const)('%s holds %i as %i', (name, value, word) => {
    expect(encodeImmediate(immediateOf(name), value) >>> 0).toBe(word);
  });

  it.each([['I', 2048], ['I', -2049], ['B', 4096], ['B', 1], ['U', 1], ['SHAMT6', 64], ['SHAMT6', -1], ['CI_LWSP', 2]] as const)(
    '%s cannot hold %i', (name, value) => expect(() => encodeImmediate(immediateOf(name), value)).toThrow(RangeError));
});
