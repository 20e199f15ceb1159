/** The boards' memory map, and what is in it at the first instruction, against QEMU. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { needsTool } from '../tools.ts';
import { board, memoryOf } from './board.ts';
import { inFolder, qemuMemory, qemuMonitor } from './qemu.ts';

/** Regions of QEMU's that we do not have. */
const missing = ['gpex_ioport_window', 'gpex_ioport', 'platform bus', 'pcie-ecam', 'pcie-mmio', 'pcie-mmio-high'];

/** Our regions that QEMU has under other names, or in parts, or in another size: by start, end and name. */
const renamed: readonly (readonly [ours: RegExp, ...theirs: string[]])[] = [
  [/ test$/, '100000-100fff riscv.sifive.test'],
  // Beyond its registers, ours reads as zero.
  [/ rtc$/, '101000-101023 goldfish_rtc'],
  [/ swi$/, '2000000-2003fff riscv.aclint.swi'],
  [/ mtimer$/, '2004000-200bfff riscv.aclint.mtimer'],
  [/ plic$/, 'c000000-c5fffff riscv.sifive.plic'],
  [/ fw_cfg$/, '10100000-10100007 fwcfg.data', '10100008-10100009 fwcfg.ctl', '10100010-10100017 fwcfg.dma'],
  [/^20000000.* flash$/, '20000000-21ffffff virt.flash0'],
  [/^22000000.* flash$/, '22000000-23ffffff virt.flash1'],
  [/ fromhost$/, '1000000-100000f riscv.htif.uart'],
  [/ tohost$/],
];
const toTheirs = (ours: string): readonly string[] => renamed.find(([pattern]) => pattern.test(ours))?.slice(1).map(String) ?? [ours];

/** The regions below `system` in the text of `info mtree`. */
function regions(text: string): string[] {
  const found: string[] = [];
  for (const line of text.slice(text.indexOf('address-space: memory')).split('\n').slice(1)) {
    const [, start, end, name = ''] = /^ {4,}0*([0-9a-f]+)-0*([0-9a-f]+) \(prio \d+, \S+\): (?:alias )?(.*?)(?: @.*)?$/.exec(line) ?? [];
    if (start === undefined && found.length > 0) break;
    if (start !== undefined && !missing.includes(name)) found.push(`${start}-${end} ${name}`);
  }
  return found;
}

needsTool('qemu-system-riscv64')('the memory of', () => {
  it.each(['virt', 'spike'])('%s is mapped as in QEMU', (machine) => {
    const theirs = regions(qemuMonitor(['-M', machine, '-m', '256', '-bios', 'none'], 'info mtree'));
    expect(theirs.length).toBeGreaterThan(4);
    expect(regions(board({ machine }).infoMtree()).flatMap(toTheirs)).toEqual(theirs);
  });

  it.each([['virt', 'none'], ['virt', 'firmware'], ['spike', 'firmware']])('%s holds what QEMU puts there: -bios %s', (type, bios) => {
    const image = (name: string, length: number) => ({ name, bytes: Uint8Array.from({ length }, (_, index) => index + name.length) });
    const [kernel, initrd, firmware] = [image('kernel', 5000), image('initrd', 3000), image('firmware', 3 * 2 ** 20)];
    const machine = board({ machine: type, kernel, initrd, bios: bios === 'none' ? 'none' : firmware, smp: 1 });
    inFolder((folder) => {
      const file = ({ name, bytes }: { name: string; bytes: Uint8Array }): string => {
        writeFileSync(join(folder, name), bytes);
        return join(folder, name);
      };
      const options = ['-M', type, '-m', '256', '-bios', bios === 'none' ? 'none' : file(firmware), '-kernel', file(kernel), '-initrd', file(initrd)];
      const spans = [[0x1000, 0x1000], [0x8000_0000, 0x1000], [0x8020_0000, 0x2000], [0x8040_0000, 0x2000], [0x8800_0000, 0x1000], [0x8840_0000, 0x1000], [0x8fe0_0000, 4]] as const;
      for (const [address, length] of spans) expect(memoryOf(machine, address, length), address.toString(16)).toEqual(Uint8Array.from(qemuMemory(options, address, length)));
    });
  });
});
