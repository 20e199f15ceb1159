import { signed, unsigned, type Immediate } from './immediate.ts';

/** A register field of an instruction word. Compressed forms name x8 .. x15 in three bits (`base` 8). */
export interface RegisterField {
  readonly at: number;
  readonly bits: number;
  readonly base: number;
}

/** How operands lie in an instruction word, and how assembly names them. */
export interface Format {
  /**
   * Operands as assembly writes them: xd, xs1, xs2 are integer registers, fd, fs1, fs2, fs3 floating-point ones, sp the stack
   * pointer, imm a number, upper the number in bits 31..12, target a pc-relative one, csr a CSR's number, zimm the rs1 field
   * as a number, rm the rounding mode, pred and succ the two sets of accesses of a fence.
   */
  readonly syntax: string;
  readonly immediate?: Immediate;
  readonly fields: Readonly<Partial<Record<'rd' | 'rs1' | 'rs2' | 'rs3' | 'rm', RegisterField>>>;
}

const field = (at: number, bits = 5, base = 0): RegisterField => ({ at, bits, base });
const rd = field(7);
const rs1 = field(15);
const rs2 = field(20);
const rs3 = field(27);
const rm = field(12, 3);

const I_IMM = signed([20, 0, 12]);
const S_IMM = signed([7, 0, 5], [25, 5, 7]);

/** Base formats: RISC-V Unprivileged, §2.2 and §2.3; the others are these with other register files or fixed fields. */
export const R: Format = { syntax: 'xd, xs1, xs2', fields: { rd, rs1, rs2 } };
export const R1: Format = { syntax: 'xd, xs1', fields: { rd, rs1 } };
export const I: Format = { syntax: 'xd, xs1, imm', fields: { rd, rs1 }, immediate: I_IMM };
export const LOAD: Format = { syntax: 'xd, imm(xs1)', fields: { rd, rs1 }, immediate: I_IMM };
export const SHAMT6: Format = { syntax: 'xd, xs1, imm', fields: { rd, rs1 }, immediate: unsigned([20, 0, 6]) };
export const SHAMT5: Format = { syntax: 'xd, xs1, imm', fields: { rd, rs1 }, immediate: unsigned([20, 0, 5]) };
export const S: Format = { syntax: 'xs2, imm(xs1)', fields: { rs1, rs2 }, immediate: S_IMM };
export const B: Format = { syntax: 'xs1, xs2, target', fields: { rs1, rs2 }, immediate: signed([8, 1, 4], [25, 5, 6], [7, 11, 1], [31, 12, 1]) };
export const U: Format = { syntax: 'xd, upper', fields: { rd }, immediate: signed([12, 12, 20]) };
export const J: Format = { syntax: 'xd, target', fields: { rd }, immediate: signed([21, 1, 10], [20, 11, 1], [12, 12, 8], [31, 20, 1]) };
export const NONE: Format = { syntax: '', fields: {} };
export const CSR: Format = { syntax: 'xd, csr, xs1', fields: { rd, rs1 }, immediate: unsigned([20, 0, 12]) };
export const CSRI: Format = { syntax: 'xd, csr, zimm', fields: { rd, rs1 }, immediate: unsigned([20, 0, 12]) };
export const AMO: Format = { syntax: 'xd, xs2, (xs1)', fields: { rd, rs1, rs2 } };
export const LR: Format = { syntax: 'xd, (xs1)', fields: { rd, rs1 } };
export const ADDRESS: Format = { syntax: '(xs1)', fields: { rs1 } };
/** Eight bits of ordering; the fm, rs1 and rd fields are to be ignored. */
export const FENCE: Format = { syntax: 'pred, succ', fields: {}, immediate: unsigned([20, 0, 8]) };
export const PREFETCH: Format = { syntax: 'imm(xs1)', fields: { rs1 }, immediate: signed([25, 5, 7]) };
export const FENCE_VMA: Format = { syntax: 'xs1, xs2', fields: { rs1, rs2 } };

export const FLOAD: Format = { syntax: 'fd, imm(xs1)', fields: { rd, rs1 }, immediate: I_IMM };
export const FSTORE: Format = { syntax: 'fs2, imm(xs1)', fields: { rs1, rs2 }, immediate: S_IMM };
export const FR: Format = { syntax: 'fd, fs1, fs2', fields: { rd, rs1, rs2 } };
export const FR_RM: Format = { syntax: 'fd, fs1, fs2, rm', fields: { rd, rs1, rs2, rm } };
export const FR1_RM: Format = { syntax: 'fd, fs1, rm', fields: { rd, rs1, rm } };
export const FR4: Format = { syntax: 'fd, fs1, fs2, fs3, rm', fields: { rd, rs1, rs2, rs3, rm } };
export const FCMP: Format = { syntax: 'xd, fs1, fs2', fields: { rd, rs1, rs2 } };
export const F_TO_X: Format = { syntax: 'xd, fs1', fields: { rd, rs1 } };
export const F_TO_X_RM: Format = { syntax: 'xd, fs1, rm', fields: { rd, rs1, rm } };
export const X_TO_F: Format = { syntax: 'fd, xs1', fields: { rd, rs1 } };
export const X_TO_F_RM: Format = { syntax: 'fd, xs1, rm', fields: { rd, rs1, rm } };

const c2 = field(2);
const c7 = field(7);
const cPrime2 = field(2, 3, 8);
const cPrime7 = field(7, 3, 8);
const C_IMM6 = signed([2, 0, 5], [12, 5, 1]);
const C_SHAMT = unsigned([2, 0, 5], [12, 5, 1]);
const C_WORD = unsigned([6, 2, 1], [10, 3, 3], [5, 6, 1]);
const C_DOUBLE = unsigned([10, 3, 3], [5, 6, 2]);
const C_WORD_FROM_SP = unsigned([4, 2, 3], [12, 5, 1], [2, 6, 2]);
const C_DOUBLE_FROM_SP = unsigned([5, 3, 2], [12, 5, 1], [2, 6, 3]);
const C_DOUBLE_TO_SP = unsigned([10, 3, 3], [7, 6, 3]);

/** Compressed formats: RISC-V Unprivileged, §26.2 (C extension) and the immediates of each instruction. */
export const CR: Format = { syntax: 'xd, xs2', fields: { rd: c7, rs2: c2 } };
export const CR1: Format = { syntax: 'xs1', fields: { rs1: c7 } };
export const CI: Format = { syntax: 'xd, imm', fields: { rd: c7 }, immediate: C_IMM6 };
export const CI_NOP: Format = { syntax: 'imm', fields: {}, immediate: C_IMM6 };
export const CI_SHIFT: Format = { syntax: 'xd, imm', fields: { rd: c7 }, immediate: C_SHAMT };
export const CI_LUI: Format = { syntax: 'xd, upper', fields: { rd: c7 }, immediate: signed([2, 12, 5], [12, 17, 1]) };
export const CI_16SP: Format = { syntax: 'sp, imm', fields: {}, immediate: signed([6, 4, 1], [2, 5, 1], [5, 6, 1], [3, 7, 2], [12, 9, 1]) };
export const CI_LWSP: Format = { syntax: 'xd, imm(sp)', fields: { rd: c7 }, immediate: C_WORD_FROM_SP };
export const CI_LDSP: Format = { syntax: 'xd, imm(sp)', fields: { rd: c7 }, immediate: C_DOUBLE_FROM_SP };
export const CI_FLDSP: Format = { syntax: 'fd, imm(sp)', fields: { rd: c7 }, immediate: C_DOUBLE_FROM_SP };
export const CSS_W: Format = { syntax: 'xs2, imm(sp)', fields: { rs2: c2 }, immediate: unsigned([9, 2, 4], [7, 6, 2]) };
export const CSS_D: Format = { syntax: 'xs2, imm(sp)', fields: { rs2: c2 }, immediate: C_DOUBLE_TO_SP };
export const CSS_FD: Format = { syntax: 'fs2, imm(sp)', fields: { rs2: c2 }, immediate: C_DOUBLE_TO_SP };
export const CIW: Format = { syntax: 'xd, sp, imm', fields: { rd: cPrime2 }, immediate: unsigned([6, 2, 1], [5, 3, 1], [11, 4, 2], [7, 6, 4]) };
export const CL_W: Format = { syntax: 'xd, imm(xs1)', fields: { rd: cPrime2, rs1: cPrime7 }, immediate: C_WORD };
export const CL_D: Format = { syntax: 'xd, imm(xs1)', fields: { rd: cPrime2, rs1: cPrime7 }, immediate: C_DOUBLE };
export const CL_FD: Format = { syntax: 'fd, imm(xs1)', fields: { rd: cPrime2, rs1: cPrime7 }, immediate: C_DOUBLE };
export const CS_W: Format = { syntax: 'xs2, imm(xs1)', fields: { rs2: cPrime2, rs1: cPrime7 }, immediate: C_WORD };
export const CS_D: Format = { syntax: 'xs2, imm(xs1)', fields: { rs2: cPrime2, rs1: cPrime7 }, immediate: C_DOUBLE };
export const CS_FD: Format = { syntax: 'fs2, imm(xs1)', fields: { rs2: cPrime2, rs1: cPrime7 }, immediate: C_DOUBLE };
export const CA: Format = { syntax: 'xd, xs2', fields: { rd: cPrime7, rs2: cPrime2 } };
export const CB: Format = { syntax: 'xs1, target', fields: { rs1: cPrime7 }, immediate: signed([3, 1, 2], [10, 3, 2], [2, 5, 1], [5, 6, 2], [12, 8, 1]) };
export const CB_IMM: Format = { syntax: 'xd, imm', fields: { rd: cPrime7 }, immediate: C_IMM6 };
export const CB_SHIFT: Format = { syntax: 'xd, imm', fields: { rd: cPrime7 }, immediate: C_SHAMT };
export const CJ: Format = {
  syntax: 'target',
  fields: {},
  immediate: signed([3, 1, 3], [11, 4, 1], [2, 5, 1], [7, 6, 1], [6, 7, 1], [9, 8, 2], [8, 10, 1], [12, 11, 1]),
};
