import type { Access, FpOpName } from '@reprise/ir';

/** What a step gives in place of a value when it took control elsewhere, or must. The machine knows where to, or why. */
export const FAULT = Symbol('fault');
export type Fault = typeof FAULT;

/**
 * What instructions act on. Values are unsigned 64-bit integers, register numbers 0 .. 31. x0 is the evaluator's affair: the
 * machine is never asked for it.
 */
export interface ReferenceMachine {
  getX(register: number): bigint;
  setX(register: number, value: bigint): void;
  getF(register: number): bigint;
  /** Also marks the floating-point state dirty. */
  setF(register: number, value: bigint): void;
  getState(field: string): bigint;
  setState(field: string, value: bigint): void;
  /** The bytes at a guest virtual address as an unsigned number of `access.bytes` bytes, or FAULT. */
  load(access: Access, address: bigint): bigint | Fault;
  /** Stores the low `access.bytes` bytes of the value. Gives FAULT when nothing was stored. */
  store(access: Access, address: bigint, value: bigint): Fault | undefined;
  /** A helper of the CPU by its name. FAULT when it trapped, returned from a trap or waits; helpers without a result give 0. */
  call(helper: string, args: readonly bigint[]): bigint | Fault;
  /** A floating-point operation under the instruction's rm field (0 .. 7); FAULT when that makes it illegal. */
  fp(op: FpOpName, args: readonly bigint[], rm: number): bigint | Fault;
  /** False when floating-point state is off, which makes the instruction illegal. */
  requireFp(): boolean;
}
