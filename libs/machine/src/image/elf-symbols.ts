import { readU16, readU32, readU64 } from '@reprise/bits';
import { FileHeader, SECTION_SYMBOLS, SectionHeader, SymbolEntry } from './elf-format.ts';
import { type ElfFile, sliceOf } from './elf.ts';
import { type Image, ImageError } from './image.ts';

const kinds = ['none', 'object', 'function'] as const;

/** A name in a program. */
export interface ElfSymbol {
  readonly name: string;
  /** A virtual address. */
  readonly value: bigint;
  /** Bytes; 0 if the file does not say. */
  readonly size: bigint;
  readonly kind: (typeof kinds)[number];
}

/**
 * The defined symbols of a program, sections and source files left out, by address; none if it was stripped.
 * @throws ImageError if the tables are damaged
 */
export function readElfSymbols({ image }: ElfFile): ElfSymbol[] {
  const sections = readSections(image);
  const found = sections.filter(({ type }) => type === SECTION_SYMBOLS).flatMap((table) => {
    const names = sections[table.link];
    if (!names) throw new ImageError(image.name, `the symbols' names are in section ${table.link}, which does not exist`);
    return readTable(image, table, names);
  });
  return found.sort((a, b) => (a.value < b.value ? -1 : a.value > b.value ? 1 : 0));
}

interface Section {
  readonly type: number;
  readonly offset: bigint;
  readonly size: bigint;
  readonly link: number;
}

function readSections(image: Image): Section[] {
  const header = image.bytes;
  const count = readU16(header, FileHeader.SECTION_COUNT);
  if (count === 0) return [];
  const entryBytes = readU16(header, FileHeader.SECTION_BYTES);
  if (entryBytes !== SectionHeader.BYTES) throw new ImageError(image.name, `expected section headers of ${SectionHeader.BYTES} bytes, got ${entryBytes}`);
  const table = sliceOf(image, readU64(header, FileHeader.SECTIONS_OFFSET), BigInt(count * SectionHeader.BYTES), 'the section headers');
  return Array.from({ length: count }, (_, index) => {
    const at = index * SectionHeader.BYTES;
    return {
      type: readU32(table, at + SectionHeader.TYPE),
      offset: readU64(table, at + SectionHeader.OFFSET),
      size: readU64(table, at + SectionHeader.SIZE),
      link: readU32(table, at + SectionHeader.LINK),
    };
  });
}

function readTable(image: Image, section: Section, nameSection: Section): ElfSymbol[] {
  const table = sliceOf(image, section.offset, section.size, 'the symbol table');
  const names = sliceOf(image, nameSection.offset, nameSection.size, 'the symbol names');
  const symbols: ElfSymbol[] = [];
  for (let at = 0; at + SymbolEntry.BYTES <= table.length; at += SymbolEntry.BYTES) {
    const kind = kinds[(table[at + SymbolEntry.INFO] ?? 0) & 0xf];
    const isDefined = readU16(table, at + SymbolEntry.SECTION) !== 0;
    if (kind === undefined || !isDefined) continue;
    const name = nameAt(names, readU32(table, at + SymbolEntry.NAME));
    if (name !== '') symbols.push({ name, value: readU64(table, at + SymbolEntry.VALUE), size: readU64(table, at + SymbolEntry.SIZE), kind });
  }
  return symbols;
}

/** Longer names are cut: tables may share one long name among all of their symbols. */
const MAX_NAME = 1024;

function nameAt(names: Uint8Array, start: number): string {
  const window = names.subarray(start, start + MAX_NAME);
  const end = window.indexOf(0);
  return new TextDecoder().decode(end < 0 ? window : window.subarray(0, end));
}
