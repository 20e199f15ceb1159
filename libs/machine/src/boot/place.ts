import { alignDown, alignUp, hex } from '@reprise/bits';
import { physicalAddressOf, physicalAddressOfSymbol } from '../image/elf-address.ts';
import { type ElfFile, isElf, lowestAddress, readElf } from '../image/elf.ts';
import { type Image, ImageError } from '../image/image.ts';
import { compressionOf, KERNEL_ALIGNMENT, readLinuxImage } from '../image/linux-image.ts';
import type { RomImages } from './rom-images.ts';

/** What a machine starts. */
export interface BootFiles {
  /** Firmware in machine mode; with 'none', the kernel runs there. */
  readonly bios: Image | 'none';
  /** ELF, a Linux image, or plain bytes; not compressed. */
  readonly kernel?: Image | undefined;
  readonly initrd?: Image | undefined;
}

/** Flash that an image was given for, by address: firmware may be in the first, and the second is for what it starts. */
export type FlashAddresses = readonly [first: number | null, second: number | null];

/** Where RAM is. */
export interface RamSpan {
  readonly base: number;
  readonly size: number;
}

/** Where everything went. */
export interface Placement {
  /** Where the harts start: in the firmware, or, without one, in the kernel. */
  readonly start: number;
  /** Where the firmware goes on; 0 = there is nothing. */
  readonly next: number;
  readonly initrd: { readonly start: number; readonly end: number } | null;
  /** Physical address of a symbol of the kernel or, failing that, of the firmware; null if there is none. */
  readonly symbol: (name: string) => number | null;
}

interface Loaded {
  /** First instruction. */
  readonly entry: number;
  readonly start: number;
  readonly end: number;
  readonly elf: ElfFile | null;
}

const MIB = 1 << 20;

/**
 * Puts firmware, kernel and initrd where QEMU does (hw/riscv/boot.c): the firmware at the start of RAM, the kernel at the next
 * 2 MiB boundary (an ELF file where it says), the initrd 128 MiB, or half of RAM if that is less, above the kernel.
 * @throws ImageError if one cannot be loaded
 */
export function placeBootFiles(roms: RomImages, files: BootFiles, ram: RamSpan, [flash, nextFlash]: FlashAddresses = [null, null]): Placement {
  const { bios } = files;
  // What is in the second flash loads the kernel by itself (from fw_cfg).
  const { kernel, initrd } = nextFlash === null ? files : {};
  const firmware = bios === 'none' ? null : load(roms, 'firmware', bios, ram.base);
  const loaded = kernel && load(roms, 'kernel', uncompressed(kernel), alignUp(firmware?.end ?? ram.base, KERNEL_ALIGNMENT));
  // Firmware jumps to where the kernel begins in memory, not to its ELF entry: a kernel may have one for each (FreeBSD does).
  const next = nextFlash ?? loaded?.start ?? 0;
  const start = flash ?? firmware?.entry ?? loaded?.entry ?? ram.base;
  const programs = [loaded?.elf, firmware?.elf].filter((elf) => !!elf);
  const symbol = (name: string): number | null => physicalAddressOfSymbol(programs, name);
  if (!initrd) return { start, next, initrd: null, symbol };
  if (!loaded) throw new ImageError(`initrd '${initrd.name}'`, 'it is of no use without a kernel');
  const address = loaded.start + Math.min(ram.size / 2, 128 * MIB);
  const { length } = initrd.bytes;
  roms.add({ what: `initrd '${initrd.name}'`, address, bytes: initrd.bytes, size: length });
  return { start, next, initrd: { start: address, end: address + length }, symbol };
}

/** What QEMU sets aside for a device tree. */
const TREE_BYTES = MIB;
const TREE_ALIGNMENT = 2 * MIB;
const LOW_MEMORY_END = 3072 * MIB;

/** As high in RAM as possible, but below 3 GiB, so that 32-bit software reaches it (riscv_load_fdt). */
export const deviceTreeAddress = ({ base, size }: RamSpan): number =>
  alignDown((base < LOW_MEMORY_END ? Math.min(base + size, LOW_MEMORY_END) : base + size) - TREE_BYTES, TREE_ALIGNMENT);

function uncompressed(kernel: Image): Image {
  const compression = compressionOf(kernel.bytes);
  if (compression !== null) throw new ImageError(`kernel '${kernel.name}'`, `it is compressed (${compression}): decompress it first`);
  return kernel;
}

function load(roms: RomImages, kind: string, image: Image, address: number): Loaded {
  const what = `${kind} '${image.name}'`;
  const named = { name: what, bytes: image.bytes };
  if (image.bytes.length === 0) throw new ImageError(what, 'the file is empty');
  if (isElf(image.bytes)) return loadElf(roms, readElf(named));
  const size = readLinuxImage(named)?.size ?? image.bytes.length;
  roms.add({ what, address, bytes: image.bytes, size });
  return { entry: address, start: address, end: address + size, elf: null };
}

function loadElf(roms: RomImages, elf: ElfFile): Loaded {
  const { name } = elf.image;
  let end = 0;
  for (const { physicalAddress, bytes, size } of elf.segments) {
    if (physicalAddress + size > BigInt(Number.MAX_SAFE_INTEGER)) {
      throw new ImageError(name, `a segment at ${hex(physicalAddress)} of ${hex(size)} bytes does not lie in RAM`);
    }
    const address = Number(physicalAddress);
    roms.add({ what: name, address, bytes, size: Number(size) });
    end = Math.max(end, address + Number(size));
  }
  const entry = physicalAddressOf(elf, elf.entry);
  const start = Number(lowestAddress(elf));
  if (entry < BigInt(start) || entry >= BigInt(end)) throw new ImageError(name, `its entry ${hex(entry)} is outside of what it loads`);
  return { entry: Number(entry), start, end, elf };
}
