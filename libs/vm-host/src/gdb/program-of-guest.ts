import { symbolFile, type ProgramFile } from '@reprise/gdb';
import { isElf } from '@reprise/machine';
import { bundledLinux } from '../guests/bundled-linux.ts';
import { readCompressedImage } from '../images/read-image.ts';
import type { BootFiles } from '../run/read-boot-files.ts';

/**
 * What gdb can know of what runs: a program as it is, or the symbols of the Linux in `guests`, if that is the kernel. Undefined where there
 * are none.
 */
export async function programOfGuest(guests: string, { kernel }: BootFiles): Promise<ProgramFile | undefined> {
  if (!kernel) return undefined;
  if (isElf(kernel.bytes)) return { name: 'program.elf', read: async () => kernel.bytes };
  const bundled = bundledLinux(guests);
  const { bytes } = await readCompressedImage('kernel', bundled.kernel);
  if (Buffer.compare(bytes, kernel.bytes) !== 0) return undefined;
  return {
    name: 'vmlinux',
    read: async () => symbolFile(new TextDecoder('latin1').decode((await readCompressedImage('symbols', bundled.symbols)).bytes)),
  };
}
