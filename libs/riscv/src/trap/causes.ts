/** Exception codes of mcause and scause: RISC-V Privileged, table 3.6. */
export const Cause = {
  INSTRUCTION_MISALIGNED: 0,
  INSTRUCTION_ACCESS_FAULT: 1,
  ILLEGAL_INSTRUCTION: 2,
  BREAKPOINT: 3,
  LOAD_MISALIGNED: 4,
  LOAD_ACCESS_FAULT: 5,
  STORE_MISALIGNED: 6,
  STORE_ACCESS_FAULT: 7,
  ECALL_FROM_USER: 8,
  ECALL_FROM_SUPERVISOR: 9,
  ECALL_FROM_MACHINE: 11,
  INSTRUCTION_PAGE_FAULT: 12,
  LOAD_PAGE_FAULT: 13,
  STORE_PAGE_FAULT: 15,
} as const;

/** Interrupt codes, which are also the bits of mip, mie and mideleg. */
export const Interrupt = {
  SUPERVISOR_SOFTWARE: 1,
  MACHINE_SOFTWARE: 3,
  SUPERVISOR_TIMER: 5,
  MACHINE_TIMER: 7,
  SUPERVISOR_EXTERNAL: 9,
  MACHINE_EXTERNAL: 11,
} as const;

export type InterruptCode = (typeof Interrupt)[keyof typeof Interrupt];

/** The same as masks. */
export const InterruptBit = { SSIP: 1 << 1, MSIP: 1 << 3, STIP: 1 << 5, MTIP: 1 << 7, SEIP: 1 << 9, MEIP: 1 << 11 } as const;

export const SUPERVISOR_INTERRUPTS = InterruptBit.SSIP | InterruptBit.STIP | InterruptBit.SEIP;
export const ALL_INTERRUPTS = SUPERVISOR_INTERRUPTS | InterruptBit.MSIP | InterruptBit.MTIP | InterruptBit.MEIP;

/** What memory is reached for. */
export const AccessKind = { READ: 0, WRITE: 1, FETCH: 2 } as const;
export type AccessKind = (typeof AccessKind)[keyof typeof AccessKind];

/** By AccessKind. Atomics fault as stores. */
export const pageFault = [Cause.LOAD_PAGE_FAULT, Cause.STORE_PAGE_FAULT, Cause.INSTRUCTION_PAGE_FAULT] as const;
export const accessFault = [Cause.LOAD_ACCESS_FAULT, Cause.STORE_ACCESS_FAULT, Cause.INSTRUCTION_ACCESS_FAULT] as const;
export const misaligned = [Cause.LOAD_MISALIGNED, Cause.STORE_MISALIGNED, Cause.INSTRUCTION_MISALIGNED] as const;
