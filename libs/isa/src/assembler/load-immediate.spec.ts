import { expect, it } from 'vitest';
import { loadImmediate } from './load-immediate.ts';

/** Runs the few instructions that `li` uses. */
function run(lines: readonly string[]): bigint {
  let value = 0n;
  for (const line of lines) {
    const [name, , ...rest] = line.split(/[ ,]+/);
    const operand = BigInt(rest.at(-1) ?? '');
    if (name === 'lui') value = BigInt.asIntN(32, operand << 12n);
    else if (name === 'slli') value = BigInt.asIntN(64, value << operand);
    else if (name === 'addiw') value = BigInt.asIntN(32, value + operand);
    else value = BigInt.asIntN(64, (rest[0] === 'zero' ? 0n : value) + operand);
  }
  return value;
}

const around = (value: bigint): bigint[] => [-2049n, -2048n, -1n, 0n, 1n, 2047n, 2048n].map((by) => value + by);
const values = Array.from({ length: 64 }, (_, bit) => 1n << BigInt(bit)).flatMap((value) => [...around(value), ...around(-value)]);

it('loads numbers around every power of two', () => {
  for (const value of [...values, 0x0123_4567_89ab_cdefn, 0xfedc_ba98_7654_3210n]) {
    const lines = loadImmediate('a0', value);
    expect(run(lines)).toBe(BigInt.asIntN(64, value));
    expect(lines.length).toBeLessThanOrEqual(8);
  }
});
