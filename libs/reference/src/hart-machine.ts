import { fpOps, type Access, type FpOpName } from '@reprise/ir';
import {
  accrueFlags,
  floatingPointEnabled,
  hartFieldOffset,
  helperCalls,
  Mstatus,
  raiseIllegalInstruction,
  roundingMode,
  type Hart,
  type HelperName,
} from '@reprise/riscv';
import type { RoundingMode } from '@reprise/softfloat';
import { accessKind, type MemoryAccess } from '@reprise/softmmu';
import { computeFp } from './floating-point.ts';
import { FAULT, type Fault, type ReferenceMachine } from './reference-machine.ts';

/** A hart as the evaluator sees it: registers by number, memory without a TLB, floating point by exact arithmetic. */
export class HartMachine implements ReferenceMachine {
  readonly #hart: Hart;
  readonly #access: MemoryAccess;

  constructor(hart: Hart, access: MemoryAccess) {
    this.#hart = hart;
    this.#access = access;
  }

  getX(register: number): bigint {
    return this.#hart.x(register);
  }

  setX(register: number, value: bigint): void {
    this.#hart.setX(register, value);
  }

  getF(register: number): bigint {
    return this.#hart.get('f', register);
  }

  setF(register: number, value: bigint): void {
    this.#hart.set('f', value, register);
    this.#hart.set('mstatus', this.#hart.get('mstatus') | BigInt(Mstatus.FS));
  }

  getState(field: string): bigint {
    return this.#hart.u64[(this.#hart.offset + hartFieldOffset(field)) / 8] ?? 0n;
  }

  setState(field: string, value: bigint): void {
    this.#hart.u64[(this.#hart.offset + hartFieldOffset(field)) / 8] = value;
  }

  load(access: Access, address: bigint): bigint | Fault {
    this.#hart.set('arguments', address);
    if (this.#access.load(this.#hart, accessKind(access)) !== 0) return FAULT;
    return BigInt.asUintN(access.bytes * 8, this.#hart.get('arguments'));
  }

  store(access: Access, address: bigint, value: bigint): Fault | undefined {
    this.#hart.set('arguments', address);
    this.#hart.set('arguments', value, 1);
    return this.#access.store(this.#hart, accessKind(access)) === 0 ? undefined : FAULT;
  }

  call(helper: string, args: readonly bigint[]): bigint | Fault {
    for (const [cell, value] of args.entries()) this.#hart.set('arguments', value, cell);
    const call = helperCalls[helper as HelperName]; // the rows name only these; checked below
    if (!call) throw new Error(`no helper '${helper}'`);
    return call(this.#hart) === 0 ? this.#hart.get('arguments') : FAULT;
  }

  fp(op: FpOpName, args: readonly bigint[], rm: number): bigint | Fault {
    const mode = fpOps[op].rounds ? roundingMode(this.#hart, rm) : 0;
    if (mode < 0) {
      raiseIllegalInstruction(this.#hart);
      return FAULT;
    }
    const { bits, flags } = computeFp(op, args, mode as RoundingMode); // not negative, so one of the modes
    accrueFlags(this.#hart, flags);
    return bits;
  }

  requireFp(): boolean {
    if (floatingPointEnabled(this.#hart)) return true;
    raiseIllegalInstruction(this.#hart);
    return false;
  }
}
