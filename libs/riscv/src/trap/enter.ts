import { Mstatus } from '../csr/status-bits.ts';
import { Privilege, type Hart } from '../hart/hart.ts';
import {
  EXCEPTIONS, MCAUSE, MEDELEG, MEPC, MIDELEG, MSTATUS, MTVAL, MTVEC, PC, PRIVILEGE, RESERVATION, SCAUSE, SEPC, STVAL, STVEC, WAITING,
} from '../hart/words.ts';
import { Cause, type InterruptCode } from './causes.ts';

const INTERRUPT_FLAG = 0x8000_0000 | 0; // bit 63 of mcause and scause
const VECTORED = 1;

/**
 * The current instruction, at pc, does not retire but traps: RISC-V Privileged, §3.1.6.1 to §3.1.16. Always returns 1:
 * control went elsewhere.
 */
export function raiseException(hart: Hart, cause: number, tvalHigh: number, tvalLow: number): 1 {
  const count = (hart.low(EXCEPTIONS) + 1) | 0;
  hart.setPair(EXCEPTIONS, hart.high(EXCEPTIONS) + (count === 0 ? 1 : 0), count);
  const isDelegated = hart.low(PRIVILEGE) !== Privilege.MACHINE && ((hart.low(MEDELEG) >>> cause) & 1) !== 0;
  hart.ports.traps?.raised(hart, cause, isDelegated ? Privilege.SUPERVISOR : Privilege.MACHINE, tvalHigh, tvalLow);
  if (isDelegated) enterSupervisor(hart, 0, cause, tvalHigh, tvalLow);
  else enterMachine(hart, 0, cause, tvalHigh, tvalLow);
  return 1;
}

/** mtval gets the instruction's bits. */
export const raiseIllegalInstruction = (hart: Hart): 1 =>
  raiseException(hart, Cause.ILLEGAL_INSTRUCTION, 0, hart.ports.instructionBits(hart.index));

/** Takes an interrupt that `pendingInterrupt` gave, before the instruction at pc. It is no step. */
export function takeInterrupt(hart: Hart, interrupt: InterruptCode): void {
  hart.setLow(WAITING, 0);
  const isDelegated = hart.low(PRIVILEGE) !== Privilege.MACHINE && ((hart.low(MIDELEG) >>> interrupt) & 1) !== 0;
  if (isDelegated) enterSupervisor(hart, INTERRUPT_FLAG, interrupt, 0, 0);
  else enterMachine(hart, INTERRUPT_FLAG, interrupt, 0, 0);
}

function enterSupervisor(hart: Hart, causeHigh: number, cause: number, tvalHigh: number, tvalLow: number): void {
  const privilege = hart.low(PRIVILEGE);
  const mstatus = hart.low(MSTATUS);
  const stacked =
    ((mstatus & Mstatus.SIE) !== 0 ? Mstatus.SPIE : 0) | (privilege === Privilege.SUPERVISOR ? Mstatus.SPP : 0);
  hart.copyPair(SEPC, PC);
  hart.setPair(SCAUSE, causeHigh, cause);
  hart.setPair(STVAL, tvalHigh, tvalLow);
  enter(hart, (mstatus & ~(Mstatus.SIE | Mstatus.SPIE | Mstatus.SPP)) | stacked, Privilege.SUPERVISOR);
  jumpToVector(hart, STVEC, causeHigh, cause);
}

function enterMachine(hart: Hart, causeHigh: number, cause: number, tvalHigh: number, tvalLow: number): void {
  const mstatus = hart.low(MSTATUS);
  const stacked = ((mstatus & Mstatus.MIE) !== 0 ? Mstatus.MPIE : 0) | (hart.low(PRIVILEGE) << 11);
  hart.copyPair(MEPC, PC);
  hart.setPair(MCAUSE, causeHigh, cause);
  hart.setPair(MTVAL, tvalHigh, tvalLow);
  enter(hart, (mstatus & ~(Mstatus.MIE | Mstatus.MPIE | Mstatus.MPP)) | stacked, Privilege.MACHINE);
  jumpToVector(hart, MTVEC, causeHigh, cause);
}

function enter(hart: Hart, mstatus: number, privilege: number): void {
  const isSeenOtherwise = hart.low(PRIVILEGE) !== privilege || (mstatus & Mstatus.MPRV) !== 0;
  hart.setPair(RESERVATION, -1, -1);
  hart.setLow(MSTATUS, mstatus);
  hart.setLow(PRIVILEGE, privilege);
  if (isSeenOtherwise) hart.ports.translationChanged(hart.index);
}

/** xtvec: the base, or for interrupts in vectored mode four bytes further for each cause (§3.1.7). */
function jumpToVector(hart: Hart, vector: number, causeHigh: number, cause: number): void {
  const tvec = hart.low(vector);
  const base = tvec & ~3;
  const low = (tvec & 3) === VECTORED && causeHigh !== 0 ? (base + cause * 4) | 0 : base;
  const carry = low >>> 0 < base >>> 0 ? 1 : 0;
  hart.setPc(hart.high(vector) + carry, low);
}
