import { writeU16, writeU32, writeU64 } from '@reprise/bits';
import { describe, expect, it } from 'vitest';
import { elfFile } from '../testing/elf-builder.ts';
import { physicalAddressOf, physicalAddressOfSymbol } from './elf-address.ts';
import { FileHeader, Identification, ProgramHeader, SectionHeader, SymbolEntry } from './elf-format.ts';
import { readElfSymbols } from './elf-symbols.ts';
import { readElf } from './elf.ts';
import { type Image, ImageError } from './image.ts';

const image = (bytes: Uint8Array): Image => ({ name: 'a.elf', bytes });
const changed = (change: (bytes: Uint8Array) => void, bytes = elfFile({ symbols: { main: 0x8000_0000n } })): Image => {
  change(bytes);
  return image(bytes);
};

describe('readElf', () => {
  it('finds what is to be loaded', () => {
    const { entry, segments } = readElf(image(elfFile({ entry: 0x10n, segments: [{ at: 0x8000_0000, bytes: [1, 2, 3], size: 100 }, { at: 0x8100_0000, bytes: [] , size: 0 }] })));
    expect(entry).toBe(0x10n);
    expect(segments.map(({ physicalAddress, bytes, size }) => [physicalAddress, [...bytes], size])).toEqual([[0x8000_0000n, [1, 2, 3], 100n]]);
  });

  it.each<[string, Image, string]>([
    ['text', image(new TextEncoder().encode('hello')), 'a.elf: not an ELF file'],
    ['a header cut short', image(elfFile().subarray(0, 40)), 'truncated: the ELF header would end at byte 64, but the file has 40'],
    ['32 bits', changed((bytes) => { bytes[Identification.CLASS] = 1; }), 'expected a 64-bit ELF file, got a 32-bit one'],
    ['big-endian', changed((bytes) => { bytes[Identification.DATA] = 2; }), 'expected a little-endian ELF file'],
    ['another machine', changed((bytes) => writeU16(bytes, FileHeader.MACHINE, 62)), 'expected an ELF file for RISC-V, got one for x86-64'],
    ['an unknown machine', changed((bytes) => writeU16(bytes, FileHeader.MACHINE, 999)), 'got one for machine 999'],
    ['an object file', changed((bytes) => writeU16(bytes, FileHeader.TYPE, 1)), 'got an object file: link it first'],
    ['a core dump', changed((bytes) => writeU16(bytes, FileHeader.TYPE, 4)), 'expected an executable, got ELF type 4'],
    ['nothing to load', image(elfFile({ segments: [] })), 'there is nothing to load in it'],
    ['headers beyond the end', changed((bytes) => writeU64(bytes, FileHeader.SEGMENTS_OFFSET, 2n ** 64n - 8n)), 'truncated: the program headers'],
    ['small headers', changed((bytes) => writeU16(bytes, FileHeader.SEGMENT_BYTES, 32)), 'expected program headers of 56 bytes, got 32'],
    ['many headers', changed((bytes) => writeU16(bytes, FileHeader.SEGMENT_COUNT, 0xffff)), 'truncated: the program headers'],
    ['a segment beyond the end', changed((bytes) => writeU64(bytes, FileHeader.BYTES + ProgramHeader.OFFSET, 2n ** 63n)), 'truncated: segment 0'],
    ['a segment larger in the file', changed((bytes) => writeU64(bytes, FileHeader.BYTES + ProgramHeader.MEMORY_SIZE, 1n)), 'segment 0 has 4 bytes in the file but only 1 in memory'],
  ])('refuses %s', (_what, bad, message) => {
    expect(() => readElf(bad)).toThrow(message);
    expect(() => readElf(bad)).toThrow(ImageError);
  });
});

describe('addresses', () => {
  const kernel = readElf(image(elfFile({ segments: [{ at: 0x8020_0000, virtual: 0xffff_ffff_8000_0000n, bytes: [0], size: 0x1000 }], symbols: { _start: 0xffff_ffff_8000_0010n } })));

  it.each([[0xffff_ffff_8000_0010n, 0x8020_0010n], [0xffff_ffff_8000_1000n, 0xffff_ffff_8000_1000n]])('%x is at %x', (virtual, physical) => {
    expect(physicalAddressOf(kernel, virtual)).toBe(physical);
  });

  it('of symbols are found', () => {
    expect([physicalAddressOfSymbol([kernel], '_start'), physicalAddressOfSymbol([kernel], 'tohost'), physicalAddressOfSymbol([], '_start')]).toEqual([0x8020_0010, null, null]);
  });
});

describe('readElfSymbols', () => {
  it('gives names by address', () => {
    const symbols = readElfSymbols(readElf(image(elfFile({ symbols: { late: 0x20n, main: 0x10n } }))));
    expect(symbols).toEqual([{ name: 'main', value: 0x10n, size: 4n, kind: 'function' }, { name: 'late', value: 0x20n, size: 4n, kind: 'function' }]);
  });

  it('gives none for a stripped file', () => {
    expect(readElfSymbols(readElf(image(elfFile())))).toEqual([]);
  });

  const sections = (bytes: Uint8Array): number => bytes.length - 2 * SectionHeader.BYTES;
  it.each<[string, (bytes: Uint8Array) => void, string]>([
    ['sections beyond the end', (bytes) => writeU64(bytes, FileHeader.SECTIONS_OFFSET, 2n ** 60n), 'truncated: the section headers'],
    ['small section headers', (bytes) => writeU16(bytes, FileHeader.SECTION_BYTES, 40), 'expected section headers of 64 bytes, got 40'],
    ['a table beyond the end', (bytes) => writeU64(bytes, sections(bytes) + SectionHeader.SIZE, 2n ** 40n), 'truncated: the symbol table'],
    ['names beyond the end', (bytes) => writeU64(bytes, sections(bytes) + SectionHeader.BYTES + SectionHeader.OFFSET, 2n ** 40n), 'truncated: the symbol names'],
    ['names nowhere', (bytes) => writeU32(bytes, sections(bytes) + SectionHeader.LINK, 7), "the symbols' names are in section 7, which does not exist"],
  ])('refuses %s', (_what, change, message) => {
    const elf = readElf(changed(change));
    expect(() => readElfSymbols(elf)).toThrow(message);
  });

  it('passes over a name beyond the names', () => {
    const bytes = elfFile({ symbols: { main: 1n } });
    writeU32(bytes, FileHeader.BYTES + ProgramHeader.BYTES + 4 + SymbolEntry.NAME, 0xffff_ffff);
    expect(readElfSymbols(readElf(image(bytes)))).toEqual([]);
  });
});

it.each([1, 2, 3])('any file is read or refused (seed %i)', (seed) => {
  const original = elfFile({ symbols: { main: 1n, other: 2n } });
  let state = seed;
  const random = (below: number): number => (state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0) % below;
  for (let round = 0; round < 3000; round++) {
    const bytes = original.slice(0, random(8) === 0 ? random(original.length) : original.length);
    for (let changes = random(4); changes >= 0; changes--) bytes[4 + random(Math.max(1, bytes.length - 4))] = random(3) === 0 ? 0xff : random(256);
    try {
      readElfSymbols(readElf(image(bytes)));
    } catch (error) {
      expect(error, `round ${round}`).toBeInstanceOf(ImageError);
    }
  }
});
