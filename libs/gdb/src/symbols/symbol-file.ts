/** Sizes of ELF64's structures, and its numbers: System V ABI, chapters 4 and 5; RISC-V ELF psABI, chapter 8. */
const HEADER = 64;
const SECTION_HEADER = 64;
const SYMBOL = 24;
const MACHINE_RISCV = 243;
const COMPRESSED_DOUBLE = 5;
const EXECUTABLE = 2;
const SectionType = { SYMBOLS: 2, STRINGS: 3, NO_BITS: 8 } as const;
const ALLOCATED_CODE = 6n;
const GLOBAL = 0x10;
const SymbolType = { OBJECT: 1, FUNCTION: 2 } as const;

interface NamedAddress {
  readonly name: string;
  readonly address: bigint;
  readonly isFunction: boolean;
}

/** An ELF file of symbols alone, made from lines as nm and System.map have them (`address type name`), for gdb to read. Other lines are left out. */
export function symbolFile(map: string): Uint8Array {
  const symbols = map.split('\n').flatMap(parseLine);
  const names = new TextEncoder().encode(`\0${symbols.map(({ name }) => name).join('\0')}\0`);
  const sectionNames = new TextEncoder().encode('\0.text\0.symtab\0.strtab\0.shstrtab\0');
  const symbolBytes = (symbols.length + 1) * SYMBOL;
  const namesAt = HEADER + symbolBytes;
  const sectionNamesAt = namesAt + names.length;
  const sectionsAt = Math.ceil((sectionNamesAt + sectionNames.length) / 8) * 8;
  const file = new Uint8Array(sectionsAt + 5 * SECTION_HEADER);
  const view = new DataView(file.buffer);
  file.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  view.setUint16(16, EXECUTABLE, true);
  view.setUint16(18, MACHINE_RISCV, true);
  view.setUint32(20, 1, true);
  view.setBigUint64(40, BigInt(sectionsAt), true);
  view.setUint32(48, COMPRESSED_DOUBLE, true);
  view.setUint16(52, HEADER, true);
  view.setUint16(58, SECTION_HEADER, true);
  view.setUint16(60, 5, true);
  view.setUint16(62, 4, true);
  let nameAt = 1;
  for (const [index, { address, isFunction, name }] of symbols.entries()) {
    const at = HEADER + (index + 1) * SYMBOL;
    view.setUint32(at, nameAt, true);
    view.setUint8(at + 4, GLOBAL | (isFunction ? SymbolType.FUNCTION : SymbolType.OBJECT));
    view.setUint16(at + 6, 1, true); // in .text
    view.setBigUint64(at + 8, address, true);
    nameAt += name.length + 1;
  }
  file.set(names, namesAt);
  file.set(sectionNames, sectionNamesAt);
  const section = (index: number, name: number, type: number, place: { address?: bigint; offset?: number; size: number }, link = 0, entry = 0): void => {
    const at = sectionsAt + index * SECTION_HEADER;
    view.setUint32(at, name, true);
    view.setUint32(at + 4, type, true);
    view.setBigUint64(at + 8, type === SectionType.NO_BITS ? ALLOCATED_CODE : 0n, true);
    view.setBigUint64(at + 16, place.address ?? 0n, true);
    view.setBigUint64(at + 24, BigInt(place.offset ?? 0), true);
    view.setBigUint64(at + 32, BigInt(place.size), true);
    view.setUint32(at + 40, link, true);
    view.setUint32(at + 44, type === SectionType.SYMBOLS ? 1 : 0, true);
    view.setBigUint64(at + 48, 8n, true);
    view.setBigUint64(at + 56, BigInt(entry), true);
  };
  section(1, 1, SectionType.NO_BITS, codeOf(symbols)); // .text, without contents
  section(2, 7, SectionType.SYMBOLS, { offset: HEADER, size: symbolBytes }, 3, SYMBOL);
  section(3, 15, SectionType.STRINGS, { offset: namesAt, size: names.length });
  section(4, 23, SectionType.STRINGS, { offset: sectionNamesAt, size: sectionNames.length });
  return file;
}

function parseLine(line: string): NamedAddress[] {
  const [, address, type, name] = /^([0-9a-f]{1,16}) (\w) (\S+)$/.exec(line) ?? [];
  return address !== undefined && type !== undefined && name !== undefined && isAscii(name) ? [{ address: BigInt(`0x${address}`), isFunction: /[tw]/i.test(type), name }] : [];
}

/** One byte a character, as the table of names is made. */
const isAscii = (name: string): boolean => [...name].every((character) => character < '\x7f');

/** From the lowest function to behind the highest. */
function codeOf(symbols: readonly NamedAddress[]): { address: bigint; size: number } {
  const functions = symbols.filter(({ isFunction }) => isFunction).map(({ address }) => address);
  const lowest = functions.reduce((a, b) => (b < a ? b : a), functions[0] ?? 0n);
  const highest = functions.reduce((a, b) => (b > a ? b : a), 0n);
  return { address: lowest, size: Number(highest - lowest) + 0x1000 };
}
