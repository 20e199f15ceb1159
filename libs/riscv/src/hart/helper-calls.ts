import { accessCsr } from '../csr/access.ts';
import { cacheBlockManage, cacheBlockZero } from '../mmu/cache-block.ts';
import { raiseIllegalInstruction } from '../trap/enter.ts';
import { breakpoint, environmentCall, fenceTranslation, waitForInterrupt } from '../trap/environment.ts';
import { machineReturn, supervisorReturn } from '../trap/return.ts';
import type { Hart } from './hart.ts';

/**
 * What instructions call by name. Operands are in the hart's `arguments`, the result is left in the first of them. While one
 * runs, pc is the instruction's. 0 = go on with the next instruction; 1 = control went elsewhere, and pc says where.
 */
export type HelperCall = (hart: Hart) => 0 | 1;

export const helperNames = ['csr', 'ecall', 'ebreak', 'mret', 'sret', 'wfi', 'sfence', 'cbo', 'cboZero', 'illegal'] as const;

export type HelperName = (typeof helperNames)[number];

// oxfmt-ignore
export const helperCalls: Readonly<Record<HelperName, HelperCall>> = {
  /** Arguments: CSR number, CsrOperation, source value, CsrFlags. Result: the old value. */
  csr:     accessCsr,
  ecall:   environmentCall,
  ebreak:  breakpoint,
  mret:    machineReturn,
  sret:    supervisorReturn,
  wfi:     waitForInterrupt,
  /** Arguments: 1 if mstatus.TVM matters, else 0. */
  sfence:  fenceTranslation,
  /** Arguments: address, CacheBlockOperation. */
  cbo:     cacheBlockManage,
  /** Arguments: address. */
  cboZero: cacheBlockZero,
  illegal: raiseIllegalInstruction,
};
