/** A guest program on QEMU. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { diskBytes } from '../guest/disk.ts';
import type { GuestProgram } from '../guest/programs.ts';
import { cpuOption, inScratchFolder, runQemu, type QemuResult } from './qemu.ts';

const deviceOptions = ({ disk, rng }: GuestProgram, image: string): string[] => [
  ...(disk === 'version 2' || rng ? ['-global', 'virtio-mmio.force-legacy=false'] : []),
  ...(disk === undefined ? [] : ['-drive', `file=${image},format=raw,if=none,id=disk`, '-device', 'virtio-blk-device,drive=disk']),
  ...(rng ? ['-device', 'virtio-rng-device'] : []),
];

/** Runs a program's ELF image with nothing but what the program asks for. */
export const runOnQemu = (program: GuestProgram, elf: string): Promise<QemuResult> =>
  inScratchFolder((folder) => {
    const image = join(folder, 'disk.img');
    if (program.disk !== undefined) writeFileSync(image, diskBytes());
    const { board = 'virt', harts = 1, cpu, input = '' } = program;
    const machine = ['-M', board, '-cpu', cpuOption(cpu), '-m', '128M', '-smp', String(harts), '-bios', 'none', '-kernel', elf];
    return runQemu({ args: [...machine, ...deviceOptions(program, image)], input });
  });
