import { ImageError } from '@reprise/machine';
import { elfFile } from '@reprise/machine/testing';
import { describe, expect, it } from 'vitest';
import { readSymbols } from './read-symbols.ts';
import { SymbolTable, type CodeSymbol } from './symbol-table.ts';

const image = (text: string): { name: string; bytes: Uint8Array } => ({ name: 'file', bytes: new TextEncoder().encode(text) });
const symbol = (name: string, start: bigint, size = 0n, isFunction = true): CodeSymbol => ({ name, start, size, isFunction });

describe('a table of symbols', () => {
  const table = new SymbolTable([
    symbol('outer', 0x1000n, 0x100n), symbol('label', 0x1040n, 0n, false), symbol('unsized', 0x2000n), symbol('next', 0x2010n),
    symbol('__alias', 0x3000n, 8n), symbol('alias', 0x3000n, 8n), symbol('far', 0xffff_ffff_8000_0000n),
  ]);

  it.each<[bigint, string | undefined]>([
    [0xfffn, undefined],
    [0x1000n, 'outer+0'],
    [0x1044n, 'outer+68'],
    [0x10ffn, 'outer+255'],
    [0x1100n, 'label+192'],
    [0x200fn, 'unsized+15'],
    [0x2010n, 'next+0'],
    [0x2fffn, 'next+4079'],
    [0x3004n, 'alias+4'],
    [0x3008n, undefined],
    [0xffff_ffff_8000_0010n, 'far+16'],
    [0xffff_ffff_8001_0000n, undefined],
  ])('%s is %s', (address, expected) => {
    const place = table.lookup(address);
    expect(place && `${place.name}+${place.offset}`).toBe(expected);
  });

  it('takes in another', () => {
    expect(table.with(new SymbolTable([symbol('more', 0x1_0000n)])).lookup(0x1_0004n)?.name).toBe('more');
  });
});

describe("a list in nm's format", () => {
  it('names code', () => {
    const table = readSymbols(image('0000000000000010 T main\n0000000000000020 d data\n                 U missing\n30 W weak\n0040 t local\t[module]\n0 A absolute\n\n'));
    expect([...table].map(({ name, start }) => `${name} ${start}`)).toEqual(['main 16', 'weak 48', 'local 64']);
  });

  it.each([
    ['a line of another kind', '10 T main\nnonsense\n', 'file: line 2: expected an address, a letter and a name, as nm prints them'],
    ['a line without end', `10 T ${'x'.repeat(10_000)}`, 'file: line 1: expected'],
    ['no code', '10 D data\n', 'file: there are no symbols of code in it'],
    ['nothing', '', 'file: there are no symbols of code in it'],
  ])('with %s is refused', (_, text, message) => {
    expect(() => readSymbols(image(text))).toThrow(message);
  });
});

describe('an ELF file', () => {
  const bytes = elfFile({ symbols: { main: 0x8000_0000n, elsewhere: 0x9000_0000n } });

  it('names its code', () => {
    expect([...readSymbols({ name: 'a.elf', bytes })].map(({ name }) => name)).toEqual(['main']);
  });
});

it('stands any file', () => {
  const originals = [elfFile({ symbols: { main: 0x8000_0000n, other: 0x8000_0002n } }), image('0010 T main\n0020 T other\n').bytes];
  let state = 7;
  const random = (below: number): number => (state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0) % below;
  let refused = 0;
  for (let round = 0; round < 3000; round++) {
    const original = originals[round % 2] ?? new Uint8Array(0);
    const bytes = original.slice(0, random(6) === 0 ? random(original.length) : original.length);
    for (let changes = random(5); changes > 0 && bytes.length > 0; changes--) bytes[random(bytes.length)] = random(256);
    try {
      expect(readSymbols({ name: 'x', bytes }).size).toBeLessThan(10);
    } catch (error) {
      expect(error).toBeInstanceOf(ImageError);
      refused++;
    }
  }
  expect(refused).toBeGreaterThan(300);
});
