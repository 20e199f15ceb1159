import { Mstatus } from '../csr/status-bits.ts';
import { Privilege, type Hart } from '../hart/hart.ts';
import { Pair } from '../hart/pair.ts';
import { ARGUMENTS, MSTATUS, PC, PRIVILEGE, WAITING } from '../hart/words.ts';
import { Cause } from './causes.ts';
import { raiseException, raiseIllegalInstruction } from './enter.ts';
import { wakeable } from './interrupt.ts';

/** ECALL: §3.3.1. */
export const environmentCall = (hart: Hart): 1 => raiseException(hart, Cause.ECALL_FROM_USER + hart.low(PRIVILEGE), 0, 0);

/** EBREAK and C.EBREAK. xtval stays 0, as in QEMU 7.2; the specification also allows pc (§3.1.16). */
export const breakpoint = (hart: Hart): 1 => raiseException(hart, Cause.BREAKPOINT, 0, 0);

const next = new Pair();

/**
 * WFI: §3.3.3. Nothing happens where an interrupt waits already; else the hart waits with pc after it, and 1 is returned.
 * It never waits for a while and then gives up, so mstatus.TW makes it illegal at once below machine mode, and it always is
 * in user mode where there is a supervisor.
 */
export function waitForInterrupt(hart: Hart): 0 | 1 {
  const privilege = hart.low(PRIVILEGE);
  const isTimed = privilege !== Privilege.MACHINE && (hart.low(MSTATUS) & Mstatus.TW) !== 0;
  const isUser = privilege === Privilege.USER && hart.configuration.extensions.s;
  if (isTimed || isUser) return raiseIllegalInstruction(hart);
  if (wakeable(hart)) return 0;
  next.set(hart.high(PC), hart.low(PC));
  next.addNumber(4);
  hart.setPc(next.high, next.low);
  hart.setLow(WAITING, 1);
  hart.ports.endSlice(hart.index);
  return 1;
}

/**
 * SFENCE.VMA and Svinval: translations are never stale here, so only the right to the instruction is checked. Argument 0 is 1
 * for those that mstatus.TVM bars to supervisors (SFENCE.VMA, SINVAL.VMA: §3.1.6.5), else 0.
 */
export function fenceTranslation(hart: Hart): 0 | 1 {
  const privilege = hart.low(PRIVILEGE);
  const heedsTvm = hart.low(ARGUMENTS) !== 0;
  const isBarred = heedsTvm && privilege === Privilege.SUPERVISOR && (hart.low(MSTATUS) & Mstatus.TVM) !== 0;
  const isMissing = !hart.configuration.extensions.s;
  return isMissing || privilege === Privilege.USER || isBarred ? raiseIllegalInstruction(hart) : 0;
}
