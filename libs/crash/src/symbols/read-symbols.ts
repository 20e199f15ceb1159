import { ImageError, isElf, readElf, readElfSymbols, type Image } from '@reprise/machine';
import { SymbolTable, type CodeSymbol } from './symbol-table.ts';
import { readSystemMap } from './system-map.ts';

/** Larger files are refused before anything of them is looked at. */
const MAX_BYTES = 1 << 30;

/**
 * The names of code in an ELF file, or in a list in nm's format (Linux's System.map).
 * @throws ImageError if it is neither, is damaged, or names no code
 */
export function readSymbols(image: Image): SymbolTable {
  if (image.bytes.length > MAX_BYTES) throw new ImageError(image.name, `${image.bytes.length} bytes, but at most ${MAX_BYTES} may be`);
  const symbols = isElf(image.bytes) ? elfSymbols(image) : readSystemMap(image);
  if (symbols.length === 0) throw new ImageError(image.name, 'there are no symbols of code in it');
  return new SymbolTable(symbols);
}

/** Data is left out; labels are kept, for code in assembly often has nothing else. */
function elfSymbols(image: Image): CodeSymbol[] {
  const elf = readElf(image);
  const executable = elf.segments.filter(({ isExecutable }) => isExecutable);
  return readElfSymbols(elf).flatMap(({ name, value, size, kind }) => {
    const isCode = executable.some(({ virtualAddress, size: bytes }) => value >= virtualAddress && value < virtualAddress + bytes);
    if (kind === 'object' || !isCode || /^(\$|\.L)/.test(name)) return [];
    return [{ name, start: value, size, isFunction: kind === 'function' }];
  });
}
