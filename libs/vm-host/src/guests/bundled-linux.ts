import { fileURLToPath } from 'node:url';
import type { Image } from '@reprise/machine';
import { newcArchive } from './newc.ts';

const file = (path: string): string => fileURLToPath(new URL(`../../../../guests/${path}`, import.meta.url));

/** The Linux that comes with the project: what it is started from. */
export const bundledLinux = {
  firmware: file('opensbi/fw_dynamic.bin'),
  kernel: file('linux/Image.gz'),
  initrd: file('initramfs/initramfs.cpio.gz'),
} as const;

const EXECUTABLE_FILE = 0o100755;

/**
 * The initrd with the command that its init is to run (guests/initramfs): a further segment of the archive, which the kernel unpacks over
 * the first. A command that starts with `#!` names its own interpreter.
 */
export function withCommand(initrd: Image, command: string): Image {
  const script = command.startsWith('#!') ? command : `#!/bin/sh\n${command}\n`;
  const segment = newcArchive([{ path: 'cmd', mode: EXECUTABLE_FILE, bytes: Buffer.from(script) }]);
  const gap = Buffer.alloc(-initrd.bytes.length & 3); // a segment starts at a multiple of 4
  return { name: `${initrd.name} with the command`, bytes: Buffer.concat([initrd.bytes, gap, segment]) };
}
