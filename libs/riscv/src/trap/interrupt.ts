import { Mstatus } from '../csr/status-bits.ts';
import { Privilege, type Hart } from '../hart/hart.ts';
import { MENVCFG, MIDELEG, MIE, MIP_LINES, MIP_SOFTWARE, MSTATUS, PRIVILEGE, WAITING } from '../hart/words.ts';
import { Interrupt, InterruptBit, type InterruptCode } from './causes.ts';

/** Does stimecmp drive STIP (menvcfg.STCE, Sstc)? Else software does. */
export const stimecmpEnabled = (hart: Hart): boolean => hart.high(MENVCFG) < 0; // STCE is bit 63

/** mip: what devices drive or software set. */
export function pendingBits(hart: Hart): number {
  const software = hart.low(MIP_SOFTWARE);
  return hart.low(MIP_LINES) | (stimecmpEnabled(hart) ? software & ~InterruptBit.STIP : software);
}

/** Would WFI go on: is an interrupt pending that mie enables, whatever the global enables and delegation say (§3.3.3)? */
export const wakeable = (hart: Hart): boolean => (pendingBits(hart) & hart.low(MIE)) !== 0;

/**
 * The interrupt to take now, or -1. Those that go to machine mode come first, and in each mode the order is external, software,
 * timer, machine's before supervisor's (§3.1.9). QEMU 7.2 takes the lowest number instead.
 */
export function pendingInterrupt(hart: Hart): InterruptCode | -1 {
  const pending = pendingBits(hart) & hart.low(MIE);
  if (pending === 0) return -1;
  const privilege = hart.low(PRIVILEGE);
  const mstatus = hart.low(MSTATUS);
  const delegated = hart.low(MIDELEG);
  const toMachine = pending & ~delegated;
  if (toMachine !== 0 && (privilege !== Privilege.MACHINE || (mstatus & Mstatus.MIE) !== 0)) return highest(toMachine);
  const toSupervisor = pending & delegated;
  if (toSupervisor === 0 || privilege === Privilege.MACHINE) return -1;
  return privilege === Privilege.USER || (mstatus & Mstatus.SIE) !== 0 ? highest(toSupervisor) : -1;
}

function highest(pending: number): InterruptCode {
  if (pending & InterruptBit.MEIP) return Interrupt.MACHINE_EXTERNAL;
  if (pending & InterruptBit.MSIP) return Interrupt.MACHINE_SOFTWARE;
  if (pending & InterruptBit.MTIP) return Interrupt.MACHINE_TIMER;
  if (pending & InterruptBit.SEIP) return Interrupt.SUPERVISOR_EXTERNAL;
  if (pending & InterruptBit.SSIP) return Interrupt.SUPERVISOR_SOFTWARE;
  return Interrupt.SUPERVISOR_TIMER;
}

/** Ends the slice if an interrupt can be taken after the current instruction. For whatever may have raised or enabled one. */
export function checkInterrupts(hart: Hart): void {
  if (pendingInterrupt(hart) >= 0 || (hart.low(WAITING) !== 0 && wakeable(hart))) hart.ports.endSlice(hart.index);
}

/** A device drives an interrupt line of the hart. Driving it to the level that it has changes nothing. */
export function setInterruptLine(hart: Hart, interrupt: InterruptCode, level: boolean): void {
  const lines = hart.low(MIP_LINES);
  const bit = 1 << interrupt;
  const next = level ? lines | bit : lines & ~bit;
  if (next === lines) return;
  hart.setLow(MIP_LINES, next);
  if (level) checkInterrupts(hart);
}
