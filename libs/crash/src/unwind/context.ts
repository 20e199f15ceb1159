import { readU64 } from '@reprise/bits';
import type { MemoryView } from './code.ts';
import type { Loads } from './path-state.ts';
import { CONSTANT, csrOf, loadOf, type Value } from './value.ts';

/** Where a hart is, or where one of its callers or what a trap interrupted goes on: as far as registers are known. */
export interface Context {
  readonly pc: bigint;
  /** 0 user, 1 supervisor, 3 machine. */
  readonly privilege: number;
  /** x0 .. x31. */
  readonly x: readonly (bigint | undefined)[];
  /** Whether pc is behind a call that has not returned, rather than at the next instruction. */
  readonly isCaller: boolean;
}

/** CSRs as they are now. */
export type CsrReader = (number: number) => bigint | undefined;

export const SP = 2;

/** A doubleword of memory. */
export function readDoubleword(memory: MemoryView, address: bigint, privilege: number): bigint | undefined {
  const bytes = memory.read(address, 8, privilege);
  return bytes.length === 8 ? readU64(bytes, 0) : undefined;
}

/** What a value is that code, followed on from a context, would come to. */
export function evaluate(value: Value | undefined, context: Context, csr: CsrReader, memory: MemoryView, loads: Loads): bigint | undefined {
  if (!value) return undefined;
  const origin = originOf(value, context, csr, memory, loads);
  return origin === undefined ? undefined : BigInt.asUintN(64, origin + value.add);
}

function originOf(value: Value, context: Context, csr: CsrReader, memory: MemoryView, loads: Loads): bigint | undefined {
  if (value.origin === CONSTANT) return 0n;
  const number = csrOf(value);
  if (number !== undefined) return csr(number);
  const load = loadOf(value);
  if (load === undefined) return context.x[value.origin];
  const address = evaluate(loads[load], context, csr, memory, loads);
  return address === undefined ? undefined : readDoubleword(memory, address, context.privilege);
}
