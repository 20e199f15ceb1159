import { readU16, readU32, readU64 } from '@reprise/bits';
import {
  CLASS_64, DATA_LITTLE_ENDIAN, ELF_MAGIC, FileHeader, FLAG_EXECUTABLE, Identification, MACHINE_RISCV, machineNames, ProgramHeader,
  SEGMENT_LOAD, TYPE_EXECUTABLE, TYPE_SHARED,
} from './elf-format.ts';
import { type Image, ImageError } from './image.ts';

/** A part of an ELF file that is loaded (PT_LOAD). Addresses are as the file has them: anything up to 2^64. */
export interface ElfSegment {
  readonly virtualAddress: bigint;
  readonly physicalAddress: bigint;
  /** What the file holds of it, a view. */
  readonly bytes: Uint8Array;
  /** Bytes in memory, at least as many; those not in the file are zeros. */
  readonly size: bigint;
  readonly isExecutable: boolean;
}

export interface ElfFile {
  readonly image: Image;
  /** As the file has it: a virtual address. */
  readonly entry: bigint;
  /** With at least one byte in memory, in the file's order. */
  readonly segments: readonly ElfSegment[];
}

export const isElf = (bytes: Uint8Array): boolean => bytes.length >= 4 && readU32(bytes, 0) === ELF_MAGIC;

/** `length` bytes at `offset`, if they are all there. Offsets in a file may be anything up to 2^64. */
export function sliceOf({ name, bytes }: Image, offset: bigint, length: bigint, what: string): Uint8Array {
  if (offset + length > BigInt(bytes.length)) {
    throw new ImageError(name, `truncated: ${what} would end at byte ${offset + length}, but the file has ${bytes.length}`);
  }
  return bytes.subarray(Number(offset), Number(offset + length));
}

/**
 * Reads a 64-bit RISC-V executable.
 * @throws ImageError if it is not one, or is damaged
 */
export function readElf(image: Image): ElfFile {
  const { name, bytes } = image;
  if (!isElf(bytes)) throw new ImageError(name, 'not an ELF file');
  const header = sliceOf(image, 0n, BigInt(FileHeader.BYTES), 'the ELF header');
  if (header[Identification.CLASS] !== CLASS_64) throw new ImageError(name, 'expected a 64-bit ELF file, got a 32-bit one');
  if (header[Identification.DATA] !== DATA_LITTLE_ENDIAN) throw new ImageError(name, 'expected a little-endian ELF file, got a big-endian one');
  const machine = readU16(header, FileHeader.MACHINE);
  if (machine !== MACHINE_RISCV) {
    throw new ImageError(name, `expected an ELF file for RISC-V, got one for ${machineNames.get(machine) ?? `machine ${machine}`}`);
  }
  const type = readU16(header, FileHeader.TYPE);
  if (type !== TYPE_EXECUTABLE && type !== TYPE_SHARED) {
    throw new ImageError(name, type === 1 ? 'expected an executable, got an object file: link it first' : `expected an executable, got ELF type ${type}`);
  }
  const segments = readSegments(image, header);
  if (segments.length === 0) throw new ImageError(name, 'there is nothing to load in it (no PT_LOAD segment)');
  return { image, entry: readU64(header, FileHeader.ENTRY), segments };
}

function readSegments(image: Image, header: Uint8Array): ElfSegment[] {
  const count = readU16(header, FileHeader.SEGMENT_COUNT);
  const entryBytes = readU16(header, FileHeader.SEGMENT_BYTES);
  if (count > 0 && entryBytes !== ProgramHeader.BYTES) {
    throw new ImageError(image.name, `expected program headers of ${ProgramHeader.BYTES} bytes, got ${entryBytes}`);
  }
  const table = sliceOf(image, readU64(header, FileHeader.SEGMENTS_OFFSET), BigInt(count * ProgramHeader.BYTES), 'the program headers');
  const segments: ElfSegment[] = [];
  for (let index = 0; index < count; index++) {
    const row = table.subarray(index * ProgramHeader.BYTES, (index + 1) * ProgramHeader.BYTES);
    const size = readU64(row, ProgramHeader.MEMORY_SIZE);
    if (readU32(row, ProgramHeader.TYPE) !== SEGMENT_LOAD || size === 0n) continue;
    const fileSize = readU64(row, ProgramHeader.FILE_SIZE);
    if (fileSize > size) throw new ImageError(image.name, `segment ${index} has ${fileSize} bytes in the file but only ${size} in memory`);
    segments.push({
      virtualAddress: readU64(row, ProgramHeader.VIRTUAL_ADDRESS),
      physicalAddress: readU64(row, ProgramHeader.PHYSICAL_ADDRESS),
      bytes: sliceOf(image, readU64(row, ProgramHeader.OFFSET), fileSize, `segment ${index}`),
      size,
      isExecutable: (readU32(row, ProgramHeader.FLAGS) & FLAG_EXECUTABLE) !== 0,
    });
  }
  return segments;
}

/** The lowest physical address that is loaded. */
export const lowestAddress = ({ segments }: ElfFile): bigint =>
  segments.reduce((lowest, { physicalAddress }) => (physicalAddress < lowest ? physicalAddress : lowest), 1n << 64n);
