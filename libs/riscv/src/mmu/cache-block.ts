import { Envcfg } from '../csr/envcfg.ts';
import { Privilege, type Hart } from '../hart/hart.ts';
import { ARGUMENTS, MENVCFG, PRIVILEGE, SENVCFG } from '../hart/words.ts';
import { AccessKind, accessFault, pageFault } from '../trap/causes.ts';
import { raiseException, raiseIllegalInstruction } from '../trap/enter.ts';

/** Argument 1 of the cache block instructions. */
export const CacheBlockOperation = { CLEAN: 0, FLUSH: 1, INVAL: 2 } as const;

/** Bytes of a cache block, for all of Zicbom and Zicboz. */
export const CACHE_BLOCK_BYTES = 64;

/** Do menvcfg and senvcfg let the current mode use an operation? CMO specification, §2.4: any of `bits` set will do. */
function isEnabled(hart: Hart, bits: number): boolean {
  const privilege = hart.low(PRIVILEGE);
  if (privilege === Privilege.MACHINE) return true;
  if ((hart.low(MENVCFG) & bits) === 0) return false;
  return privilege === Privilege.SUPERVISOR || !hart.configuration.extensions.s || (hart.low(SENVCFG) & bits) !== 0;
}

/**
 * CBO.INVAL, CBO.CLEAN and CBO.FLUSH: there is no cache, so memory need only be reachable. What may be stored to may be loaded
 * from, so a load is what is tried; its faults are reported as a store's (CMO specification, §2.5.2).
 */
export function cacheBlockManage(hart: Hart): 0 | 1 {
  const isInval = hart.low(ARGUMENTS + 2) === CacheBlockOperation.INVAL;
  if (!isEnabled(hart, isInval ? Envcfg.CBIE : Envcfg.CBCFE)) return raiseIllegalInstruction(hart);
  const high = hart.high(ARGUMENTS);
  const low = hart.low(ARGUMENTS);
  const status = hart.ports.probeLoad(hart.index, high, low);
  if (status === 0) return 0;
  return raiseException(hart, (status === 1 ? pageFault : accessFault)[AccessKind.WRITE], high, low);
}

/** CBO.ZERO. */
export function cacheBlockZero(hart: Hart): 0 | 1 {
  if (!isEnabled(hart, Envcfg.CBZE)) return raiseIllegalInstruction(hart);
  return hart.ports.zeroBlock(hart.index, hart.high(ARGUMENTS), hart.low(ARGUMENTS) & -CACHE_BLOCK_BYTES);
}
