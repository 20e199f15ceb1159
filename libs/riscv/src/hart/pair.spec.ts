import { describe, expect, it } from 'vitest';
import { Pair } from './pair.ts';

const modulo = (value: bigint): bigint => BigInt.asUintN(64, value);

describe('Pair', () => {
  const numbers = [0, 1, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff, 2 ** 32, 2 ** 32 + 1, 2 ** 52, 2 ** 53 - 1];

  it.each(numbers.flatMap((value) => [value, -value]))('holds %i', (value) => {
    const pair = new Pair();
    pair.setNumber(value);
    expect(pair.toBigInt()).toBe(modulo(BigInt(value)));
  });

  it.each(numbers.flatMap((value) => [value, -value]))('adds %i modulo 2^64', (value) => {
    for (const start of [0n, 1n, 0xffff_ffffn, 0x8000_0000_0000_0000n, 0xffff_ffff_ffff_ffffn]) {
      const pair = new Pair();
      pair.set(Number(BigInt.asIntN(32, start >> 32n)), Number(BigInt.asIntN(32, start)));
      pair.addNumber(value);
      expect(pair.toBigInt()).toBe(modulo(start + BigInt(value)));
    }
  });
});
