import { readElfSymbols } from '@reprise/machine';
import { expect, it } from 'vitest';
import { symbolFile } from './symbol-file.ts';

const read = (map: string): unknown[] =>
  readElfSymbols({ image: { name: 'symbols', bytes: symbolFile(map) }, entry: 0n, segments: [] }).map(({ name, value, kind }) => [name, value, kind]);

it('has the symbols of a list, functions and data', () => {
  const map = 'ffffffff80000000 T _start\nffffffff80001000 t local.part.0\nffffffff80c00000 D jiffies\n';
  expect(read(map)).toEqual([
    ['_start', 0xffff_ffff_8000_0000n, 'function'], ['local.part.0', 0xffff_ffff_8000_1000n, 'function'], ['jiffies', 0xffff_ffff_80c0_0000n, 'object'],
  ]);
});

it.each(['', 'nonsense', 'zz T name', '0 T', '11112222333344445 T long', '10 T n\u00e4me', '10 T name [module]'])('leaves out what is no symbol: %j', (line) => {
  expect(read(`${line}\n80000000 T main\n`)).toEqual([['main', 0x8000_0000n, 'function']]);
});
