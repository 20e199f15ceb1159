import { type Image, type MachineConfiguration, isElf } from '@reprise/machine';
import { FileError } from '../files/file-error.ts';
import { bundledLinux, withCommand } from '../guests/bundled-linux.ts';
import { readCompressedImage, readImage } from '../images/read-image.ts';
import type { Boot, RunConfiguration } from './run-configuration.ts';

type BootFiles = Pick<MachineConfiguration, 'bios' | 'kernel' | 'initrd' | 'dtb'>;

/** Reads what a machine is started with. @throws FileError */
export async function readBootFiles({ boot, dtb }: RunConfiguration): Promise<BootFiles> {
  return {
    ...(await readStarted(boot)),
    ...(dtb !== undefined && { dtb: readImage('device tree', dtb) }),
  };
}

async function readStarted(boot: Boot): Promise<BootFiles> {
  switch (boot.kind) {
    case 'linux': {
      const kernel = readCompressedImage('kernel', bundledLinux.kernel);
      const initrd = readImage('initrd', bundledLinux.initrd);
      return {
        bios: await readFirmware(boot.bios),
        initrd: boot.command === undefined ? initrd : withCommand(initrd, boot.command),
        kernel: await kernel,
      };
    }
    case 'kernel': {
      const kernel = readCompressedImage('kernel', boot.kernel);
      const bios = await readFirmware(boot.bios);
      const initrd = boot.initrd === undefined ? undefined : readImage('initrd', boot.initrd);
      return { bios, kernel: await kernel, ...(initrd && { initrd }) };
    }
    case 'program':
      return { bios: boot.bios === undefined ? 'none' : await readFirmware(boot.bios), kernel: readProgram(boot.file) };
  }
}

/** By default the firmware that comes with the project. */
async function readFirmware(path: string = bundledLinux.firmware): Promise<Image | 'none'> {
  return path === 'none' ? path : readCompressedImage('firmware', path);
}

function readProgram(path: string): Image {
  const image = readImage('program', path);
  if (isElf(image.bytes)) return image;
  throw new FileError(`program '${path}': not an ELF file (a Linux kernel is given with --kernel)`);
}
