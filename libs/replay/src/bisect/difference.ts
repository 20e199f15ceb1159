import type { Region } from '@reprise/jit';
import type { ExecutedInstruction } from './executed.ts';
import type { RunDifferences } from './run-differences.ts';

/** The first instruction after which two executions differ. */
export interface FirstDifference {
  /** Both are the same when so many instructions have been executed, and differ one later. */
  readonly icount: number;
  /** What each executed then; null where none did. */
  readonly left: ExecutedInstruction | null;
  readonly right: ExecutedInstruction | null;
  /** How they differ behind it. */
  readonly differences: RunDifferences;
  /** What must be compiled for that, where one of the two compiles. */
  readonly compiled?: CompiledCause;
}

/** The least code that must be compiled for two executions to differ. */
export interface CompiledCause {
  /** From where it is entered to the instruction with which the difference comes: without that one, there is none. */
  readonly range: AddressRange;
  /** What was compiled of it. */
  readonly regions: readonly Region[];
  /** Instructions of it among the last ones that were executed until the difference shows. */
  readonly executed: readonly CompiledInstruction[];
}

/** Virtual addresses, both included. */
export interface AddressRange {
  readonly first: bigint;
  readonly last: bigint;
}

export interface CompiledInstruction extends ExecutedInstruction {
  /** Instructions executed before it. */
  readonly icount: number;
  /** The registers of the hart before it, 32 each. */
  readonly x: readonly bigint[];
  readonly f: readonly bigint[];
}
