/** The boards' device trees against QEMU's, node for node, and the flattened form against dtc. */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DeviceTreeNode, deviceTreeText, unflattenDeviceTree } from '@reprise/machine';
import { expect, it } from 'vitest';
import { needsTool } from '../tools.ts';
import { board } from './board.ts';
import { inFolder, qemuDeviceTree } from './qemu.ts';

/** What differs, and why. Paths may end in `*`. */
const differences: Readonly<Record<string, string>> = {
  '/pmu': 'the counters that it names count nothing here',
  '/platform-bus@4000000': 'there are no devices to put there while the machine runs',
  '/soc/pci@30000000': 'there is no PCI Express host',
  '/chosen:rng-seed': 'it follows from the seed of the run',
  '/cpus/cpu@*:riscv,isa': 'QEMU 7.2 has the hypervisor extension, and we others that it has not',
  '/cpus/cpu@*:mmu-type': 'we have Sv57',
  '/cpus/cpu@*:riscv,cbom-block-size': 'QEMU 7.2 has no cache-block management',
  '/cpus/cpu@*:riscv,cboz-block-size': 'QEMU 7.2 has no cache-block zeroing',
  '/soc/sswi@2f00000': 'there is no device for supervisor software interrupts',
};

const isExpected = (path: string): boolean =>
  Object.keys(differences).some((known) => new RegExp(`^${known.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&')).join('[^/:]*')}(/.*)?$`).test(path));

/** Every node and property by its path. Nodes are in their order, in which Linux probes devices; that of the root's does not matter. */
function* entries(node: DeviceTreeNode, path = ''): Generator<[path: string, value: string]> {
  for (const child of node.children) {
    const at = `${path}/${child.name}`;
    if (!isExpected(at)) yield* entries(child, at);
  }
  const children = node.children.map(({ name }) => `${path}/${name}`).filter((at) => !isExpected(at));
  yield [path === '' ? '/' : path, (path === '' ? children.sort() : children).join(' ')];
  const properties = [...node.properties].sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [name, value] of properties) if (!isExpected(`${path}:${name}`)) yield [`${path}:${name}`, Buffer.from(value).toString('hex')];
}

const comparable = (flat: Uint8Array): Record<string, string> => Object.fromEntries(entries(unflattenDeviceTree(flat).root));

needsTool('qemu-system-riscv64')('the device tree of', () => {
  it.each([
    ['virt', 1, 256, {}], ['virt', 8, 1024, {}], ['virt,aclint=on', 2, 64, { aclint: true }], ['spike', 2, 256, {}],
  ])('%s with %i harts and %i MiB is that of QEMU', (option, smp, mib, machineProperties) => {
    const machine = option.split(',')[0] ?? '';
    const ours = board({ machine, smp, memory: mib * 2 ** 20, machineProperties }).deviceTree;
    expect(comparable(ours)).toEqual(comparable(qemuDeviceTree(option, ['-smp', `${smp}`, '-m', `${mib}`])));
  });

  it('tells a kernel the same', () => {
    const kernel = { name: 'kernel', bytes: new Uint8Array(100).fill(1) };
    const ours = board({ kernel, initrd: kernel, append: 'console=ttyS0 quiet', smp: 1 }).deviceTree;
    const theirs = inFolder((folder) => {
      const file = join(folder, 'kernel');
      writeFileSync(file, kernel.bytes);
      return qemuDeviceTree('virt', ['-m', '256', '-bios', 'none', '-kernel', file, '-initrd', file, '-append', 'console=ttyS0 quiet']);
    });
    expect(comparable(ours)).toEqual(comparable(theirs));
  });
});

needsTool('dtc')('dtc', () => {
  it('reads the tree as it is written, and finds no mistake in it', () =>
    inFolder((folder) => {
      const flat = board().deviceTree;
      const [file, again] = [join(folder, 'tree.dtb'), join(folder, 'again.dtb')];
      writeFileSync(file, flat);
      const warnings = execFileSync('dtc', ['-I', 'dtb', '-O', 'dtb', '-o', again, file], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
      expect(warnings).toBe('');
      expect(deviceTreeText(unflattenDeviceTree(readFileSync(again)))).toBe(deviceTreeText(unflattenDeviceTree(flat)));
    }));
});
