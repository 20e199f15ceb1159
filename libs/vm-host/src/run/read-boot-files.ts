import { isElf, type Image, type MachineConfiguration } from '@reprise/machine';
import { FileError } from '../files/file-error.ts';
import { bundledLinux, withCommand } from '../guests/bundled-linux.ts';
import { readCompressedImage, readImage } from '../images/read-image.ts';
import type { RunConfiguration } from './run-configuration.ts';

/** What a machine is started with. */
export type BootFiles = Pick<MachineConfiguration, 'bios' | 'kernel' | 'initrd' | 'dtb'>;

/** Reads what a machine is started with. @throws FileError */
export async function readBootFiles(configuration: RunConfiguration): Promise<BootFiles> {
  const { dtb } = configuration;
  return { ...(await readStarted(configuration)), ...(dtb !== undefined && { dtb: readImage('device tree', dtb) }) };
}

async function readStarted({ boot, guests }: RunConfiguration): Promise<BootFiles> {
  const bundled = bundledLinux(guests);
  if (boot.kind === 'program') {
    return { bios: boot.bios === undefined ? 'none' : await readFirmware(boot.bios), kernel: readProgram(boot.file) };
  }
  // decompression goes on while the others are read
  const kernel = readCompressedImage('kernel', boot.kernel ?? bundled.kernel);
  const bios = await readFirmware(boot.bios ?? bundled.firmware);
  if (boot.kind === 'kernel') {
    return { bios, kernel: await kernel, ...(boot.initrd !== undefined && { initrd: readImage('initrd', boot.initrd) }) };
  }
  const initrd = readImage('initrd', boot.initrd ?? bundled.initrd);
  return { bios, kernel: await kernel, initrd: boot.command === undefined ? initrd : withCommand(initrd, boot.command) };
}

const readFirmware = async (path: string): Promise<Image | 'none'> => (path === 'none' ? path : readCompressedImage('firmware', path));

function readProgram(path: string): Image {
  const image = readImage('program', path);
  if (isElf(image.bytes)) return image;
  throw new FileError(`program '${path}': not an ELF file (a Linux kernel is given with --kernel)`);
}
