/** What runs the workloads: the emulator, and what it is compared with. */
import { join } from 'node:path';
import { tool } from '../find-tool.ts';
import { RAM, type Guest } from './workloads.ts';

export interface Runner {
  readonly name: string;
  /** Its name in tables. */
  readonly title: string;
  /** Its command line for a guest; undefined for one that it cannot run. */
  readonly command: (guest: Guest) => readonly string[] | undefined;
}

export interface Peer extends Runner {
  readonly name: 'qemu' | 'icount' | 'native';
  /** The program on PATH without which there is no such peer. */
  readonly needs: string;
}

const root = join(import.meta.dirname, '../..');

const memory = ({ system }: Guest): readonly string[] => ['-m', `${RAM[system]}M`];

/** `reprise run` as it is by default, by the command that starts `reprise`. */
export const startedBy = (...command: readonly string[]): Runner => ({
  name: 'ours',
  title: 'ours',
  command: (guest) => {
    const operands = guest.system === 'bare' ? [guest.elf] : ['--kernel', guest.kernel, '--initrd', guest.initrd, '--append', guest.append];
    return [...command, 'run', ...memory(guest), ...operands];
  },
});

export const ours = startedBy(join(root, 'reprise'));

/** The same board with nothing but a console; one host thread for its one hart. */
const QEMU = ['qemu-system-riscv64', '-M', 'virt', '-display', 'none', '-monitor', 'none', '-serial', 'stdio'];
const FIRMWARE = join(root, 'guests/opensbi/fw_dynamic.bin');

const qemu = (guest: Guest): readonly string[] => {
  const files = guest.system === 'bare' ? ['-bios', 'none', '-kernel', guest.elf] : ['-bios', FIRMWARE, '-kernel', guest.image, '-initrd', guest.initrd, '-append', guest.append];
  return [...QEMU, ...memory(guest), ...files];
};

export const peers: readonly Peer[] = [
  { name: 'qemu', title: 'QEMU', needs: 'qemu-system-riscv64', command: qemu },
  { name: 'icount', title: 'QEMU -icount', needs: 'qemu-system-riscv64', command: (guest) => [...qemu(guest), '-icount', 'shift=0,sleep=off'] },
  // The same source compiled for this machine: the limit, and no target.
  { name: 'native', title: 'native', needs: 'gcc', command: (guest) => (guest.system === 'bare' && guest.native !== undefined ? [guest.native] : undefined) },
];

export const isInstalled = ({ needs }: Peer): boolean => tool(needs) !== undefined;
