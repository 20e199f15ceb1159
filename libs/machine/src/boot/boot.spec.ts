import { readU64, writeU32, writeU64 } from '@reprise/bits';
import { describe, expect, it } from 'vitest';
import { unflattenDeviceTree } from '../device-tree/unflatten.ts';
import { flattenDeviceTree } from '../device-tree/flatten.ts';
import { DeviceTreeNode } from '../device-tree/node.ts';
import { type Image, ImageError } from '../image/image.ts';
import type { MachineConfiguration } from '../machine/configuration.ts';
import { elfFile } from '../testing/elf-builder.ts';
import { imageOf, MachineBench, MIB } from '../testing/machine-bench.ts';

const RAM = 0x8000_0000;
const ROM = 0x1000;

const named = (name: string, bytes: Uint8Array): Image => ({ name, bytes });
const filled = (name: string, length: number, value: number): Image => named(name, new Uint8Array(length).fill(value));

/** A Linux image: its header and nothing else. */
function linux(imageSize: number, length = 64, flags = 0n): Image {
  const bytes = new Uint8Array(length);
  writeU64(bytes, 16, BigInt(imageSize));
  writeU64(bytes, 24, flags);
  writeU64(bytes, 48, 0x0000_0056_4353_4952n);
  writeU32(bytes, 56, 0x0543_5352);
  return named('Image', bytes);
}

/** What the boot ROM says: where harts start, the device tree, and where firmware goes on. */
function vector(bench: MachineBench): { start: number; tree: number; next: number } {
  const rom = bench.bytes(ROM, 88);
  const [start, tree, next] = [24, 32, 56].map((at) => Number(readU64(rom, at)));
  return { start: start ?? 0, tree: tree ?? 0, next: next ?? 0 };
}

const END = RAM + 16 * MIB;

describe('what is started, and where', () => {
  it.each<[string, Partial<MachineConfiguration>, { start: number; next: number }]>([
    ['nothing', {}, { start: RAM, next: 0 }],
    ['firmware alone', { bios: filled('fw', 100, 1) }, { start: RAM, next: 0 }],
    ['firmware and a kernel', { bios: filled('fw', 100, 1), kernel: filled('kernel', 10, 2) }, { start: RAM, next: RAM + 2 * MIB }],
    ['large firmware', { bios: filled('fw', 2 * MIB + 1, 1), kernel: filled('kernel', 10, 2) }, { start: RAM, next: RAM + 4 * MIB }],
    ['a kernel in machine mode', { kernel: linux(MIB) }, { start: RAM, next: RAM }],
    ['a bare program', { kernel: named('elf', elfFile({ entry: 0x8000_0002n })) }, { start: RAM + 2, next: RAM }],
    ['a bare program elsewhere', { kernel: named('elf', elfFile({ entry: 0x8010_0000n, segments: [{ at: 0x8010_0000, bytes: [1] }] })) }, { start: RAM + MIB, next: RAM + MIB }],
    ['firmware as ELF', { bios: named('fw', elfFile({ entry: 0x8000_0008n, segments: [{ at: RAM, bytes: [1], size: 0x30_0000 }] })), kernel: filled('kernel', 1, 1) },
      { start: RAM + 8, next: RAM + 4 * MIB }],
    ['a kernel as ELF with a virtual entry', { bios: filled('fw', 100, 1), kernel: named('vmlinux', elfFile({
      entry: 0xffff_ffff_8000_1000n, segments: [{ at: RAM + 2 * MIB, virtual: 0xffff_ffff_8000_0000n, bytes: [7], size: 0x2000 }] })) }, { start: RAM, next: RAM + 2 * MIB }],
  ])('%s', (_what, configuration, { start, next }) => {
    expect(vector(new MachineBench(configuration))).toEqual({ start, next, tree: END - 2 * MIB });
  });

  it('loads an ELF file where it says, and zeros what the file does not have', () => {
    const kernel = named('elf', elfFile({ segments: [{ at: RAM, bytes: [1, 2, 3], size: 6 }, { at: RAM + 0x1000, bytes: [9] }] }));
    const bench = new MachineBench({ kernel });
    bench.machine.space.write(RAM + 4, 0x5555_5555, 4);
    bench.machine.reset();
    expect([...bench.bytes(RAM, 8)]).toEqual([1, 2, 3, 0, 0, 0, 0x55, 0x55]);
    expect(bench.bytes(RAM + 0x1000, 1)[0]).toBe(9);
  });

  it.each([[16, RAM + 8 * MIB], [64, RAM + 32 * MIB], [512, RAM + 128 * MIB]])('puts the initrd of a machine with %i MiB at %x', (mib, start) => {
    const initrd = filled('initrd', 5, 3);
    const bench = new MachineBench({ memory: mib * MIB, kernel: filled('kernel', 10, 2), initrd });
    const chosen = unflattenDeviceTree(bench.machine.deviceTree).root.find('/chosen');
    const word = (name: string): number => new DataView(chosen?.properties.get(name)?.buffer ?? new ArrayBuffer(4)).getUint32(0);
    expect([word('linux,initrd-start'), word('linux,initrd-end')]).toEqual([start, start + 5]);
    expect([...bench.bytes(start, 6)]).toEqual([3, 3, 3, 3, 3, 0]);
  });

  it('names an initrd above 4 GiB in full', () => {
    const kernel = named('kernel', elfFile({ entry: 0x1_0000_0000n, segments: [{ at: 0x1_0000_0000, bytes: [1] }] }));
    const { deviceTree } = new MachineBench({ memory: 3072 * MIB, kernel, initrd: filled('initrd', 5, 3) }).machine;
    expect(unflattenDeviceTree(deviceTree).root.find('/chosen')?.properties.get('linux,initrd-start')).toEqual(Uint8Array.of(0, 0, 0, 1, 8, 0, 0, 0));
  });

  it.each([[16, END - 2 * MIB], [17, END], [18, END], [1024, 0xbfe0_0000], [2048, 0xbfe0_0000]])('puts the device tree of a machine with %i MiB at %x', (mib, tree) => {
    const bench = new MachineBench({ memory: mib * MIB });
    expect(vector(bench).tree).toBe(tree);
    const { deviceTree } = bench.machine;
    expect(bench.bytes(tree, deviceTree.length)).toEqual(deviceTree);
  });

  it('is told the command line, and the same seed each time', () => {
    const chosen = (seed: bigint): Map<string, Uint8Array> | undefined =>
      unflattenDeviceTree(new MachineBench({ append: 'quiet', seed }).machine.deviceTree).root.find('/chosen')?.properties;
    expect(new TextDecoder().decode(chosen(1n)?.get('bootargs') ?? new Uint8Array(0))).toBe('quiet\0');
    expect(chosen(1n)).toEqual(chosen(1n));
    expect(chosen(1n)?.get('rng-seed')).not.toEqual(chosen(2n)?.get('rng-seed'));
  });

  it('may have a device tree of its own', () => {
    const root = new DeviceTreeNode('').set('model', 'mine');
    const dtb = named('my.dtb', flattenDeviceTree({ root, reservations: [[1n, 2n]], bootCpu: 0 }));
    const tree = unflattenDeviceTree(new MachineBench({ dtb, append: 'quiet' }).machine.deviceTree);
    expect([tree.root.properties.has('model'), tree.root.find('/chosen')?.properties.has('bootargs'), tree.reservations]).toEqual([true, true, [[1n, 2n]]]);
  });
});

describe('a file that cannot be started', () => {
  const segment = (at: number, size: number): Uint8Array => elfFile({ entry: BigInt(at), segments: [{ at, bytes: [1], size }] });
  const x86 = elfFile();
  x86[18] = 62;

  it.each<[string, Partial<MachineConfiguration>, string]>([
    ['empty firmware', { bios: imageOf('fw') }, "firmware 'fw': the file is empty"],
    ['an empty kernel', { kernel: imageOf('k') }, "kernel 'k': the file is empty"],
    ['a compressed kernel', { kernel: imageOf('Image.gz', 0x1f, 0x8b, 8) }, "kernel 'Image.gz': it is compressed (gzip): decompress it first"],
    ['an EFI zboot kernel', { kernel: named('vmlinuz', new TextEncoder().encode('MZ\0\0zimg........')) }, "it is compressed (an EFI zboot image)"],
    ['a kernel for another machine', { kernel: named('k', x86) }, "kernel 'k': expected an ELF file for RISC-V, got one for x86-64"],
    ['a big-endian kernel', { kernel: linux(MIB, 64, 1n) }, 'expected a little-endian kernel, got a big-endian one'],
    ['a kernel that is too large', { kernel: filled('k', 17 * MIB, 1) }, "kernel 'k': 17 MiB at 0x80000000..0x810fffff do not lie in RAM, which ends at 0x81000000: 1 MiB are missing"],
    ['a kernel that needs too much', { kernel: linux(40 * MIB) }, "kernel 'Image': 40 MiB at 0x80000000..0x827fffff do not lie in RAM"],
    ['a kernel that needs absurdly much', { kernel: linux(2 ** 60) }, 'the kernel says that it needs 1152921504606846976 bytes'],
    ['a segment below RAM', { kernel: named('k', segment(0x1_0000, 4)) }, "kernel 'k': 4 bytes at 0x00010000..0x00010003 do not lie in RAM"],
    ['a segment beyond RAM', { kernel: named('k', segment(0x9000_0000, 4)) }, "kernel 'k': 4 bytes at 0x90000000..0x90000003 do not lie in RAM"],
    ['a segment over the end of RAM', { kernel: named('k', segment(END - 2, 4)) }, '2 bytes are missing'],
    ['a segment nowhere', { kernel: named('k', elfFile({ segments: [{ at: 2 ** 53, bytes: [1] }] })) }, "kernel 'k': a segment at 0x20000000000000 of 0x1 bytes does not lie in RAM"],
    ['a segment in device registers', { kernel: named('k', segment(0x1000_0000, 4)) }, 'do not lie in RAM'],
    ['an entry outside', { kernel: named('k', elfFile({ entry: 0x1234n })) }, "kernel 'k': its entry 0x1234 is outside of what it loads"],
    ['a bare program with firmware', { bios: filled('fw', 100, 1), kernel: named('k', segment(RAM, 4)) }, "kernel 'k': at 0x80000000..0x80000003 it would lie on firmware 'fw' at 0x80000000..0x80000063"],
    ['an initrd without a kernel', { initrd: imageOf('i', 1) }, "initrd 'i': it is of no use without a kernel"],
    ['an initrd that is too large', { kernel: linux(MIB), initrd: filled('i', 9 * MIB, 1) }, "initrd 'i': 9 MiB at"],
    ['an initrd on the kernel', { kernel: linux(9 * MIB), initrd: filled('i', 10, 1) }, "it would lie on kernel 'Image'"],
    ['a kernel on the device tree', { kernel: linux(15 * MIB) }, "the device tree: at 0x80e00000"],
    ['no room for a device tree', { memory: MIB, kernel: imageOf('k', 1) }, "the device tree: at 0x80000000"],
    ['a device tree that is none', { dtb: imageOf('d', 1, 2) }, "device tree 'd': 2 bytes are too few"],
  ])('is refused: %s', (_what, configuration, message) => {
    expect(() => new MachineBench(configuration)).toThrow(message);
    expect(() => new MachineBench(configuration)).toThrow(ImageError);
  });
});
