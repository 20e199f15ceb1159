import { hex } from '@reprise/bits';
import { readElfSymbols } from './elf-symbols.ts';
import type { ElfFile } from './elf.ts';
import { ImageError } from './image.ts';

/** Where a virtual address of a program is in memory, through the segment that it lies in; itself if it lies in none. */
export function physicalAddressOf({ segments }: ElfFile, address: bigint): bigint {
  const home = segments.find(({ virtualAddress, size }) => address >= virtualAddress && address < virtualAddress + size);
  return home ? address - home.virtualAddress + home.physicalAddress : address;
}

/** Where a symbol is in memory, in the first of the programs that has it; null if none has. @throws ImageError for damaged tables, or an address beyond 2^53 */
export function physicalAddressOfSymbol(programs: readonly ElfFile[], name: string): number | null {
  for (const program of programs) {
    const symbol = readElfSymbols(program).find((candidate) => candidate.name === name);
    if (!symbol) continue;
    const address = physicalAddressOf(program, symbol.value);
    if (address <= BigInt(Number.MAX_SAFE_INTEGER)) return Number(address);
    throw new ImageError(program.image.name, `symbol '${name}' is at ${hex(address)}, where there is no memory`);
  }
  return null;
}
