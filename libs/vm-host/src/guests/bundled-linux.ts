import { join } from 'node:path';
import type { Image } from '@reprise/machine';
import { newcArchive } from './newc.ts';

/** Files of the Linux that comes with the project. */
export interface BundledLinux {
  readonly firmware: string;
  readonly kernel: string;
  readonly initrd: string;
  /** The kernel's. */
  readonly symbols: string;
}

/** `guests`: the project's folder of that name. */
export const bundledLinux = (guests: string): BundledLinux => ({
  firmware: join(guests, 'opensbi/fw_dynamic.bin'),
  kernel: join(guests, 'linux/Image.gz'),
  initrd: join(guests, 'initramfs/initramfs.cpio.gz'),
  symbols: join(guests, 'linux/System.map.gz'),
});

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
