import { Mstatus, previousPrivilege } from '../csr/status-bits.ts';
import { Privilege, type Hart } from '../hart/hart.ts';
import { MSTATUS, PRIVILEGE } from '../hart/words.ts';
import { AccessKind } from '../trap/causes.ts';
import type { PageWalker, Translation } from './page-walker.ts';

/** The privilege that loads and stores are made with: mstatus.MPP while MPRV is set in machine mode (RISC-V Privileged, §3.1.6.3). */
export function dataPrivilege(hart: Hart): number {
  const privilege = hart.low(PRIVILEGE);
  const mstatus = hart.low(MSTATUS);
  return privilege === Privilege.MACHINE && (mstatus & Mstatus.MPRV) !== 0 ? previousPrivilege(mstatus) : privilege;
}

/** Supervisor loads and stores may touch user pages. */
export const userPagesAllowed = (hart: Hart): boolean => (hart.low(MSTATUS) & Mstatus.SUM) !== 0;

/** Executable pages may be loaded from. */
export const executableReadable = (hart: Hart): boolean => (hart.low(MSTATUS) & Mstatus.MXR) !== 0;

/** Translates as the hart would now, for a load or store. */
export const translateData = (
  walker: PageWalker, hart: Hart, high: number, low: number, bytes: number, access: AccessKind,
): Translation =>
  walker.translate(hart, high, low, bytes, access, dataPrivilege(hart), userPagesAllowed(hart), executableReadable(hart));

/** Translates as the hart would now, to fetch. */
export const translateFetch = (walker: PageWalker, hart: Hart, high: number, low: number, bytes: number): Translation =>
  walker.translate(hart, high, low, bytes, AccessKind.FETCH, hart.low(PRIVILEGE), false, false);
