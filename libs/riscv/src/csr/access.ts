import type { Hart } from '../hart/hart.ts';
import { Pair } from '../hart/pair.ts';
import { ARGUMENTS, PRIVILEGE } from '../hart/words.ts';
import { raiseIllegalInstruction } from '../trap/enter.ts';
import { csrByNumber } from './table.ts';

/** Cell 1 of the arguments: CSRRW, CSRRS, CSRRC and their immediate forms. */
export const CsrOperation = { WRITE: 0, SET: 1, CLEAR: 2 } as const;

/** Cell 3: whether the fields of the instruction name registers other than x0; an immediate counts as its value does. */
export const CsrFlag = { RD: 1, RS1: 2 } as const;

const FIRST_READ_ONLY = 0xc00;

const old = new Pair();
const base = new Pair();

/**
 * A CSR instruction: RISC-V Unprivileged, §9.1. Arguments: CSR number, CsrOperation, source value, CsrFlags; the old value is
 * left in argument 0. Returns 1 if it trapped.
 */
export function accessCsr(hart: Hart): 0 | 1 {
  const number = hart.low(ARGUMENTS) & 0xfff;
  const operation = hart.low(ARGUMENTS + 2);
  const isWritten = operation === CsrOperation.WRITE || (hart.low(ARGUMENTS + 6) & CsrFlag.RS1) !== 0;
  const csr = csrByNumber(number);
  if (
    csr === undefined ||
    hart.low(PRIVILEGE) < ((number >>> 8) & 3) ||
    (isWritten && number >= FIRST_READ_ONLY) ||
    (csr.present !== undefined && !csr.present(hart.configuration)) ||
    (csr.allowed !== undefined && !csr.allowed(hart))
  ) {
    return raiseIllegalInstruction(hart);
  }
  csr.read(hart, old);
  if (isWritten && csr.write !== undefined) {
    const high = hart.high(ARGUMENTS + 4);
    const low = hart.low(ARGUMENTS + 4);
    if (operation === CsrOperation.WRITE) {
      csr.write(hart, high, low);
    } else {
      if (csr.modified !== undefined) csr.modified(hart, base);
      else base.set(old.high, old.low);
      if (operation === CsrOperation.SET) csr.write(hart, base.high | high, base.low | low);
      else csr.write(hart, base.high & ~high, base.low & ~low);
    }
  }
  hart.setPair(ARGUMENTS, old.high, old.low);
  return 0;
}

/** What a debugger sees: whatever the privilege; undefined where the hart has no such CSR. */
export function readCsr(hart: Hart, number: number): bigint | undefined {
  const csr = csrByNumber(number);
  if (csr === undefined || csr.present?.(hart.configuration) === false) return undefined;
  csr.read(hart, old);
  return old.toBigInt();
}

/** What a debugger writes, legalised as software's writes are. False where the hart has no such CSR. */
export function writeCsr(hart: Hart, number: number, value: bigint): boolean {
  const csr = csrByNumber(number);
  if (csr === undefined || csr.present?.(hart.configuration) === false) return false;
  csr.write?.(hart, Number(BigInt.asIntN(32, value >> 32n)), Number(BigInt.asIntN(32, value)));
  return true;
}
