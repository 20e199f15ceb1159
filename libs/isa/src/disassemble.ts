import type { Decoded } from './decoder.ts';

const X_NAMES =
  'zero ra sp gp tp t0 t1 t2 s0 s1 a0 a1 a2 a3 a4 a5 a6 a7 s2 s3 s4 s5 s6 s7 s8 s9 s10 s11 t3 t4 t5 t6'.split(' ');
const F_NAMES =
  'ft0 ft1 ft2 ft3 ft4 ft5 ft6 ft7 fs0 fs1 fa0 fa1 fa2 fa3 fa4 fa5 fa6 fa7 fs2 fs3 fs4 fs5 fs6 fs7 fs8 fs9 fs10 fs11 ft8 ft9 ft10 ft11'.split(' ');
const ROUNDING = ['rne', 'rtz', 'rdn', 'rup', 'rmm', 'rm5', 'rm6', 'dyn'];

/** ABI names: RISC-V ELF psABI, chapter 1. */
export const xName = (register: number): string => X_NAMES[register] ?? `x${register}`;
export const fName = (register: number): string => F_NAMES[register] ?? `f${register}`;

/** The instruction as assembly text; compressed ones show what they expand to. `pc` gives jumps their targets. */
export function disassemble(decoded: Decoded, pc: bigint): string {
  const { instruction, imm } = decoded;
  const operands: Record<string, () => string> = {
    xd: () => xName(decoded.rd),
    xs1: () => xName(decoded.rs1),
    xs2: () => xName(decoded.rs2),
    fd: () => fName(decoded.rd),
    fs1: () => fName(decoded.rs1),
    fs2: () => fName(decoded.rs2),
    fs3: () => fName(decoded.rs3),
    imm: () => String(imm),
    upper: () => `0x${((imm >>> 12) & 0xfffff).toString(16)}`,
    csr: () => `0x${imm.toString(16)}`,
    zimm: () => String(decoded.rs1),
    rm: () => ROUNDING[decoded.rm] ?? '?',
    target: () => `0x${BigInt.asUintN(64, pc + BigInt(imm)).toString(16)}`,
  };
  const text = instruction.format.syntax.replace(/[a-z]+\d?/g, (word) => operands[word]?.() ?? word);
  return `${instruction.name} ${text}`.trimEnd();
}
