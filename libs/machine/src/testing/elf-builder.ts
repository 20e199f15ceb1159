import { writeU16, writeU32, writeU64 } from '@reprise/bits';
import { FileHeader, MACHINE_RISCV, ProgramHeader, SECTION_SYMBOLS, SectionHeader, SymbolEntry } from '../image/elf-format.ts';

export interface TestSegment {
  readonly at: number;
  readonly bytes: readonly number[];
  /** In memory; by default as many as in the file. */
  readonly size?: number;
  readonly virtual?: bigint;
}

export interface TestElf {
  readonly entry?: bigint;
  readonly segments?: readonly TestSegment[];
  readonly symbols?: Readonly<Record<string, bigint>>;
}

/** An ELF file for RV64 as bytes, with what a test needs in it. */
export function elfFile({ entry = 0x8000_0000n, segments = [{ at: 0x8000_0000, bytes: [0x13, 0, 0, 0] }], symbols }: TestElf = {}): Uint8Array {
  const headers = FileHeader.BYTES + segments.length * ProgramHeader.BYTES;
  const data = segments.reduce((sum, { bytes }) => sum + bytes.length, 0);
  const names = Object.keys(symbols ?? {});
  const strings = new TextEncoder().encode(`\0${names.join('\0')}\0`);
  const symbolsAt = headers + data;
  const stringsAt = symbolsAt + names.length * SymbolEntry.BYTES;
  const sectionsAt = stringsAt + strings.length;
  const file = new Uint8Array(sectionsAt + (symbols ? 2 * SectionHeader.BYTES : 0));
  writeU32(file, 0, 0x464c_457f);
  file.set([2, 1, 1], 4);
  writeU16(file, FileHeader.TYPE, 2);
  writeU16(file, FileHeader.MACHINE, MACHINE_RISCV);
  writeU64(file, FileHeader.ENTRY, entry);
  writeU64(file, FileHeader.SEGMENTS_OFFSET, BigInt(FileHeader.BYTES));
  writeU16(file, FileHeader.SEGMENT_BYTES, ProgramHeader.BYTES);
  writeU16(file, FileHeader.SEGMENT_COUNT, segments.length);
  let offset = headers;
  segments.forEach(({ at, bytes, size = bytes.length, virtual = BigInt(at) }, index) => {
    const row = file.subarray(FileHeader.BYTES + index * ProgramHeader.BYTES);
    writeU32(row, ProgramHeader.TYPE, 1);
    writeU32(row, ProgramHeader.FLAGS, 7);
    writeU64(row, ProgramHeader.OFFSET, BigInt(offset));
    writeU64(row, ProgramHeader.VIRTUAL_ADDRESS, virtual);
    writeU64(row, ProgramHeader.PHYSICAL_ADDRESS, BigInt(at));
    writeU64(row, ProgramHeader.FILE_SIZE, BigInt(bytes.length));
    writeU64(row, ProgramHeader.MEMORY_SIZE, BigInt(size));
    file.set(bytes, offset);
    offset += bytes.length;
  });
  if (!symbols) return file;
  writeU64(file, FileHeader.SECTIONS_OFFSET, BigInt(sectionsAt));
  writeU16(file, FileHeader.SECTION_BYTES, SectionHeader.BYTES);
  writeU16(file, FileHeader.SECTION_COUNT, 2);
  const table = file.subarray(sectionsAt);
  writeU32(table, SectionHeader.TYPE, SECTION_SYMBOLS);
  writeU64(table, SectionHeader.OFFSET, BigInt(symbolsAt));
  writeU64(table, SectionHeader.SIZE, BigInt(names.length * SymbolEntry.BYTES));
  writeU32(table, SectionHeader.LINK, 1);
  writeU64(table, SectionHeader.BYTES + SectionHeader.OFFSET, BigInt(stringsAt));
  writeU64(table, SectionHeader.BYTES + SectionHeader.SIZE, BigInt(strings.length));
  let nameAt = 1;
  Object.entries(symbols).forEach(([name, value], index) => {
    const row = file.subarray(symbolsAt + index * SymbolEntry.BYTES);
    writeU32(row, SymbolEntry.NAME, nameAt);
    row[SymbolEntry.INFO] = 0x12; // a global function
    writeU16(row, SymbolEntry.SECTION, 1);
    writeU64(row, SymbolEntry.VALUE, value);
    writeU64(row, SymbolEntry.SIZE, 4n);
    nameAt += name.length + 1;
  });
  file.set(strings, stringsAt);
  return file;
}
