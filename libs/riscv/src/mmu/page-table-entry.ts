/** Bits of a page table entry's low half: RISC-V Privileged, §4.3.1. */
export const Pte = {
  VALID: 1 << 0,
  READ: 1 << 1,
  WRITE: 1 << 2,
  EXECUTE: 1 << 3,
  USER: 1 << 4,
  GLOBAL: 1 << 5,
  ACCESSED: 1 << 6,
  DIRTY: 1 << 7,
} as const;

export const LEAF = Pte.READ | Pte.WRITE | Pte.EXECUTE;

/** Bits of the high half. */
export const PteHigh = {
  /** Bits 53..32: the upper part of the page number. */
  NUMBER: 0x3f_ffff,
  /** Bits 60..54, and bits 62..61 (Svpbmt, which is not implemented): reserved. */
  RESERVED: 0x7fc0_0000,
  /** Svnapot. */
  NAPOT: 0x8000_0000 | 0,
} as const;

/** The page number, 44 bits. */
export const pageNumber = (high: number, low: number): number => (high & PteHigh.NUMBER) * 2 ** 22 + (low >>> 10);
