import { describe, expect, it } from 'vitest';
import {
  alignDown, alignUp, bit, bits, bits64, formatSize, guestPhysical, guestVirtual, hex, hexOfBytes, high32, icount,
  isPowerOfTwo, join64, low32, readU16, readU32, readU32BE, readU64, signExtend, signExtend64, toI64, toU64, withBits,
  writeU16, writeU32, writeU32BE, writeU64,
} from './index.ts';

describe('bit fields', () => {
  it.each([
    [0xdead_beef, 31, 0, 0xdead_beef], [0xdead_beef, 31, 16, 0xdead], [0xdead_beef, 15, 8, 0xbe], [0xdead_beef, 0, 0, 1],
    [0x8000_0000, 31, 31, 1], [-1, 31, 0, 0xffff_ffff],
  ])('bits(%i, %i, %i) = %i', (value, hi, lo, expected) => expect(bits(value, hi, lo)).toBe(expected));

  it.each([
    [0, 31, 0, 0xffff_ffff, 0xffff_ffff], [0xffff_ffff, 7, 4, 0, 0xffff_ff0f], [0, 31, 31, 3, 0x8000_0000], [0x55, 3, 0, 0x1a, 0x5a],
  ])('withBits(%i, %i, %i, %i) = %i', (value, hi, lo, field, expected) => expect(withBits(value, hi, lo, field)).toBe(expected));

  it.each([[0xfff, 12, -1], [0x7ff, 12, 2047], [0x80, 8, -128], [5, 32, 5], [0xffff_ffff, 32, -1]])(
    'signExtend(%i, %i) = %i', (value, width, expected) => expect(signExtend(value, width)).toBe(expected));

  it('tells one bit', () => expect([bit(0x8000_0000, 31), bit(2, 0), bit(2, 1)]).toEqual([true, false, true]));

  it('works on 64 bits', () => {
    expect(bits64(0xfedc_ba98_7654_3210n, 63, 60)).toBe(0xfn);
    expect(signExtend64(0xfffn, 12)).toBe(-1n);
    expect(toU64(-1n)).toBe(0xffff_ffff_ffff_ffffn);
    expect(toI64(0xffff_ffff_ffff_ffffn)).toBe(-1n);
    expect([high32(0x1234_5678_9abc_def0n), low32(0x1234_5678_9abc_def0n)]).toEqual([0x1234_5678, 0x9abc_def0]);
    expect(join64(-1, 0x9abc_def0 | 0)).toBe(0xffff_ffff_9abc_def0n);
  });
});

describe('alignment', () => {
  it.each([[0, 0, 0], [1, 0, 4096], [4096, 4096, 4096], [2 ** 40 + 1, 2 ** 40, 2 ** 40 + 4096]])(
    '%i goes down to %i and up to %i', (value, down, up) => expect([alignDown(value, 4096), alignUp(value, 4096)]).toEqual([down, up]));

  it.each([[1, true], [2, true], [3, false], [0, false], [2 ** 40, true], [2 ** 40 + 1, false], [1.5, false]])(
    'isPowerOfTwo(%d) is %s', (value, expected) => expect(isPowerOfTwo(value)).toBe(expected));
});

describe('quantities', () => {
  it.each([-1, 0.5, Number.NaN, 2 ** 53])('%d is neither an address nor a count', (value) => {
    expect(() => guestPhysical(value)).toThrow(RangeError);
    expect(() => icount(value)).toThrow(RangeError);
  });
  it('wraps virtual addresses at 2^64', () => expect(guestVirtual(-1n)).toBe(2n ** 64n - 1n));
});

describe('text', () => {
  it('formats', () => {
    expect([hex(255), hex(255, 4), hex(1n << 63n)]).toEqual(['0xff', '0x00ff', '0x8000000000000000']);
    expect(hexOfBytes(Uint8Array.of(0, 15, 255))).toBe('000fff');
    expect([17, 4096, 3 << 20, 0].map(formatSize)).toEqual(['17 bytes', '4 KiB', '3 MiB', '0 bytes']);
  });
});

describe('little-endian bytes', () => {
  it('round-trips at odd offsets', () => {
    const bytes = new Uint8Array(24);
    writeU16(bytes, 1, 0x1_beef);
    writeU32(bytes, 3, 0xdead_beef);
    writeU64(bytes, 7, -2n);
    writeU32BE(bytes, 15, 0xd00d_feed);
    expect([readU16(bytes, 1), readU32(bytes, 3), readU32BE(bytes, 15)]).toEqual([0xbeef, 0xdead_beef, 0xd00d_feed]);
    expect(readU64(bytes, 7)).toBe(2n ** 64n - 2n);
    expect(bytes[1]).toBe(0xef);
  });
});
