import { readSymbols, SymbolTable } from '@reprise/crash';
import { isElf } from '@reprise/machine';
import { bundledLinux } from '../guests/bundled-linux.ts';
import { readCompressedImage } from '../images/read-image.ts';
import type { BootFiles } from '../run/read-boot-files.ts';

/** Reads symbols from ELF files or lists in nm's format (System.map), also compressed with gzip. @throws FileError, ImageError */
export async function readSymbolFiles(paths: readonly string[]): Promise<SymbolTable> {
  let symbols = new SymbolTable([]);
  for (const path of paths) symbols = symbols.with(readSymbols(await readCompressedImage('symbols', path)));
  return symbols;
}

/**
 * The symbols that come with what is started: those of a program, or of the Linux in `guests`, if it is that. None if there are none, or they
 * cannot be read.
 */
export async function symbolsOfGuest(guests: string | null, { kernel }: BootFiles): Promise<SymbolTable> {
  if (guests !== null) return readSymbolFiles([bundledLinux(guests).symbols]);
  if (!kernel || !isElf(kernel.bytes)) return new SymbolTable([]);
  try {
    return readSymbols(kernel);
  } catch {
    return new SymbolTable([]); // it was stripped: the program runs all the same
  }
}
