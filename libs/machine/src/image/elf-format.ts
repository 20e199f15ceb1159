/** ELF, 64-bit and little-endian: System V ABI (gABI 4.1), chapters 4 and 5, and the RISC-V ELF psABI. Offsets are in bytes. */
export const ELF_MAGIC = 0x464c_457f; // \x7f E L F, little-endian

export const Identification = { CLASS: 4, DATA: 5, VERSION: 6 } as const;
export const CLASS_64 = 2;
export const DATA_LITTLE_ENDIAN = 1;

export const FileHeader = {
  BYTES: 64,
  TYPE: 16,
  MACHINE: 18,
  ENTRY: 24,
  SEGMENTS_OFFSET: 32,
  SECTIONS_OFFSET: 40,
  SEGMENT_BYTES: 54,
  SEGMENT_COUNT: 56,
  SECTION_BYTES: 58,
  SECTION_COUNT: 60,
} as const;

export const TYPE_EXECUTABLE = 2;
export const TYPE_SHARED = 3; // position-independent, as OpenSBI's ELF files are
export const MACHINE_RISCV = 243;

/** Names of machines that somebody may give by mistake. */
export const machineNames: ReadonlyMap<number, string> = new Map([
  [3, 'x86'], [8, 'MIPS'], [20, 'PowerPC'], [21, 'PowerPC64'], [22, 's390'], [40, 'Arm'], [62, 'x86-64'], [183, 'AArch64'], [258, 'LoongArch'],
]);

export const ProgramHeader = {
  BYTES: 56,
  TYPE: 0,
  FLAGS: 4,
  OFFSET: 8,
  VIRTUAL_ADDRESS: 16,
  PHYSICAL_ADDRESS: 24,
  FILE_SIZE: 32,
  MEMORY_SIZE: 40,
} as const;

export const SEGMENT_LOAD = 1;
export const FLAG_EXECUTABLE = 1;

export const SectionHeader = { BYTES: 64, TYPE: 4, OFFSET: 24, SIZE: 32, LINK: 40, ENTRY_SIZE: 56 } as const;
export const SECTION_SYMBOLS = 2;

export const SymbolEntry = { BYTES: 24, NAME: 0, INFO: 4, SECTION: 6, VALUE: 8, SIZE: 16 } as const;
