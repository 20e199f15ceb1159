/** Sizes and offsets of ELF64: System V ABI, chapter 4. */
const HEADER = 64;
const SECTION_HEADER = 64;
const SYMBOL = 24;
const RISCV = 243;

/** An ELF file of symbols alone, made from `nm` lines (`address type name`), for gdb to read. */
export function symbolFile(map: string): Uint8Array {
  const symbols = map.split('\n').flatMap((line) => {
    const [address, type, name] = line.split(' ');
    return address && type && name ? [{ address: BigInt(`0x${address}`), isFunction: /[tw]/i.test(type), name }] : [];
  });
  const names = new TextEncoder().encode(`\0${symbols.map(({ name }) => name).join('\0')}\0`);
  const sectionNames = new TextEncoder().encode('\0.text\0.symtab\0.strtab\0.shstrtab\0');
  const symbolsAt = HEADER;
  const symbolBytes = (symbols.length + 1) * SYMBOL;
  const namesAt = symbolsAt + symbolBytes;
  const sectionNamesAt = namesAt + names.length;
  const sectionsAt = Math.ceil((sectionNamesAt + sectionNames.length) / 8) * 8;
  const file = new Uint8Array(sectionsAt + 5 * SECTION_HEADER);
  const view = new DataView(file.buffer);
  file.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  view.setUint16(16, 2, true); // executable
  view.setUint16(18, RISCV, true);
  view.setUint32(20, 1, true);
  view.setBigUint64(40, BigInt(sectionsAt), true);
  view.setUint32(48, 5, true); // compressed code, double-precision calls
  view.setUint16(52, HEADER, true);
  view.setUint16(58, SECTION_HEADER, true);
  view.setUint16(60, 5, true);
  view.setUint16(62, 4, true);
  let nameAt = 1;
  for (const [index, { address, isFunction, name }] of symbols.entries()) {
    const at = symbolsAt + (index + 1) * SYMBOL;
    view.setUint32(at, nameAt, true);
    view.setUint8(at + 4, 0x10 | (isFunction ? 2 : 1)); // global, function or object
    view.setUint16(at + 6, 1, true); // in .text
    view.setBigUint64(at + 8, address, true);
    nameAt += name.length + 1;
  }
  file.set(names, namesAt);
  file.set(sectionNames, sectionNamesAt);
  const section = (index: number, name: number, type: number, address: bigint, offset: number, size: number, link: number, entry: number): void => {
    const at = sectionsAt + index * SECTION_HEADER;
    view.setUint32(at, name, true);
    view.setUint32(at + 4, type, true);
    view.setBigUint64(at + 8, type === 8 ? 6n : 0n, true); // .text: allocated, executable
    view.setBigUint64(at + 16, address, true);
    view.setBigUint64(at + 24, BigInt(offset), true);
    view.setBigUint64(at + 32, BigInt(size), true);
    view.setUint32(at + 40, link, true);
    view.setUint32(at + 44, type === 2 ? 1 : 0, true);
    view.setBigUint64(at + 48, 8n, true);
    view.setBigUint64(at + 56, BigInt(entry), true);
  };
  const lowest = symbols.reduce((least, { address }) => (address < least ? address : least), symbols[0]?.address ?? 0n);
  const start = symbols.find(({ name }) => name === '_start' || name === '_text')?.address ?? lowest;
  section(1, 1, 8, start, 0, 0x200_0000, 0, 0); // .text, without contents
  section(2, 7, 2, 0n, symbolsAt, symbolBytes, 3, SYMBOL);
  section(3, 15, 3, 0n, namesAt, names.length, 0, 0);
  section(4, 23, 3, 0n, sectionNamesAt, sectionNames.length, 0, 0);
  return file;
}
