import { Mstatus, previousPrivilege } from '../csr/status-bits.ts';
import { Privilege, type Hart } from '../hart/hart.ts';
import { MEPC, MSTATUS, PC, PRIVILEGE, RESERVATION, SEPC } from '../hart/words.ts';
import { raiseIllegalInstruction } from './enter.ts';
import { checkInterrupts } from './interrupt.ts';

/** MRET: RISC-V Privileged, §3.3.2 and §3.1.6.1. Returns 1: control went elsewhere. */
export function machineReturn(hart: Hart): 1 {
  if (hart.low(PRIVILEGE) !== Privilege.MACHINE) return raiseIllegalInstruction(hart);
  const old = hart.low(MSTATUS);
  const privilege = previousPrivilege(old);
  const least = hart.configuration.extensions.u ? 0 : Mstatus.MPP;
  const enabled = (old & Mstatus.MPIE) !== 0 ? Mstatus.MIE : 0;
  const mstatus = (old & ~(Mstatus.MIE | Mstatus.MPP)) | enabled | Mstatus.MPIE | least;
  return leave(hart, mstatus, privilege, MEPC);
}

/** SRET. mstatus.TSR keeps it from supervisor mode. */
export function supervisorReturn(hart: Hart): 1 {
  const old = hart.low(MSTATUS);
  const from = hart.low(PRIVILEGE);
  const isBarred = from === Privilege.USER || (from === Privilege.SUPERVISOR && (old & Mstatus.TSR) !== 0);
  if (isBarred || !hart.configuration.extensions.s) return raiseIllegalInstruction(hart);
  const privilege = (old & Mstatus.SPP) !== 0 ? Privilege.SUPERVISOR : Privilege.USER;
  const enabled = (old & Mstatus.SPIE) !== 0 ? Mstatus.SIE : 0;
  const mstatus = (old & ~(Mstatus.SIE | Mstatus.SPP)) | enabled | Mstatus.SPIE;
  return leave(hart, mstatus, privilege, SEPC);
}

function leave(hart: Hart, mstatus: number, privilege: number, epc: number): 1 {
  const isSeenOtherwise = hart.low(PRIVILEGE) !== privilege || (mstatus & Mstatus.MPRV) !== 0;
  hart.setPair(RESERVATION, -1, -1);
  hart.setLow(MSTATUS, privilege === Privilege.MACHINE ? mstatus : mstatus & ~Mstatus.MPRV);
  hart.setLow(PRIVILEGE, privilege);
  hart.copyPair(PC, epc);
  hart.ports.traps?.returned(hart);
  if (isSeenOtherwise) hart.ports.translationChanged(hart.index);
  checkInterrupts(hart);
  return 1;
}
