import { writeU32, writeU64 } from '@reprise/bits';

/** Where the harts go after a reset, and what they find there. */
export interface ResetVector {
  /** The first instruction of the firmware, or of what runs bare. */
  readonly start: number;
  /** Of the flattened device tree. */
  readonly deviceTree: number;
  /** Where the firmware goes on: the kernel; 0 if there is none. */
  readonly next: number;
  /** Firmware is asked to print nothing at boot. */
  readonly quiet?: boolean;
}

/** Runs with the ROM's base in pc; leaves a0 = mhartid, a1 = device tree, a2 = fw_dynamic_info. */
const code = [
  0x0000_0297, // auipc t0, 0
  0x0282_8613, // addi  a2, t0, 40
  0xf140_2573, // csrr  a0, mhartid
  0x0202_b583, // ld    a1, 32(t0)
  0x0182_b283, // ld    t0, 24(t0)
  0x0002_8067, // jr    t0
] as const;

const START = 24;
const DEVICE_TREE = 32;
const FW_DYNAMIC_INFO = 40;

/** struct fw_dynamic_info of OpenSBI (include/sbi/fw_dynamic.h): what firmware is told about the next stage. */
const FW_DYNAMIC_MAGIC = 0x4942_534fn; // "OSBI"
const FW_DYNAMIC_VERSION = 2n;
const NEXT_MODE_SUPERVISOR = 1n;
/** SBI_SCRATCH_NO_BOOT_PRINTS (include/sbi/sbi_scratch.h). */
const OPTION_NO_BOOT_PRINTS = 1n;

/** The bytes of the boot ROM; unless it is `quiet`, the same as QEMU's. */
export function resetVector({ start, deviceTree, next, quiet }: ResetVector): Uint8Array {
  const options = quiet === true ? OPTION_NO_BOOT_PRINTS : 0n;
  const info = [FW_DYNAMIC_MAGIC, FW_DYNAMIC_VERSION, BigInt(next), NEXT_MODE_SUPERVISOR, options, 0n /* boot hart */];
  const bytes = new Uint8Array(FW_DYNAMIC_INFO + info.length * 8);
  code.forEach((word, index) => writeU32(bytes, index * 4, word));
  writeU64(bytes, START, BigInt(start));
  writeU64(bytes, DEVICE_TREE, BigInt(deviceTree));
  info.forEach((value, index) => writeU64(bytes, FW_DYNAMIC_INFO + index * 8, value));
  return bytes;
}
