import { Decoder } from '@reprise/isa';
import { instructionTables } from '@reprise/riscv';

export const ALL_EXTENSIONS: ReadonlySet<string> = new Set(
  'I M A F D C Zicsr Zifencei Zicond Zba Zbb Zbc Zbs Zicbom Zicbop Zicboz Svinval'.split(' '),
);

/** The decoder of a CPU that has everything. */
export const decoder = ((): Decoder => {
  const { instructions, compressed } = instructionTables(ALL_EXTENSIONS);
  return new Decoder(instructions, compressed);
})();
