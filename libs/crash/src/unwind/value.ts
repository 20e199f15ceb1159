/**
 * What is known of a 64-bit value while code is followed on paper: that it is so much more than another value was at the start. Undefined =
 * nothing is known.
 */
export interface Value {
  readonly origin: Origin;
  /** Modulo 2^64. */
  readonly add: bigint;
}

/** 0 = the value is a constant; 1 .. 31 = a register at the start; from FIRST_CSR on a CSR at the start; from FIRST_LOAD on, what was loaded. */
export type Origin = number;

export const CONSTANT: Origin = 0;
const FIRST_CSR: Origin = 0x1000;
const FIRST_LOAD: Origin = 0x2000;

export const constant = (value: bigint): Value => ({ origin: CONSTANT, add: BigInt.asUintN(64, value) });
export const registerAtStart = (register: number): Value => ({ origin: register, add: 0n });
export const csrAtStart = (number: number): Value => ({ origin: FIRST_CSR + number, add: 0n });
export const loadedValue = (load: number): Value => ({ origin: FIRST_LOAD + load, add: 0n });

/** The CSR that a value began as; undefined if it began as something else. */
export const csrOf = ({ origin }: Value): number | undefined => (origin >= FIRST_CSR && origin < FIRST_LOAD ? origin - FIRST_CSR : undefined);
/** Which load a value began as. */
export const loadOf = ({ origin }: Value): number | undefined => (origin >= FIRST_LOAD ? origin - FIRST_LOAD : undefined);

export const plus = (value: Value | undefined, add: bigint): Value | undefined =>
  value && { origin: value.origin, add: BigInt.asUintN(64, value.add + add) };

export const isConstant = (value: Value | undefined): value is Value => value?.origin === CONSTANT;

/** Whether it is a register's value at the start, unchanged. */
export const isRegisterAtStart = (value: Value | undefined, register: number): boolean => value?.origin === register && value.add === 0n;
