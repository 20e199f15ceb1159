import { join64 } from '@reprise/bits';
import { Cause, hartWords, Privilege, type Hart } from '@reprise/riscv';
import { loadState, optional, safeInteger, saveState, struct, u32, u64, u8, type Tree } from '@reprise/vmstate';
import type { CrashCause, Exception } from './crash.ts';

const { MTVEC, PC, STVEC } = hartWords;

const fields = {
  nested: u32(),
  unreachable: optional(safeInteger()),
  first: optional(struct({ cause: u8(), pc: u64(), value: u64(), privilege: u8() })),
};

/** Calls are no faults. */
const isCall = (cause: number): boolean => cause >= Cause.ECALL_FROM_USER && cause <= Cause.ECALL_FROM_MACHINE;

/** What keeps a handler's first instruction from being executed, again and again. */
const isUnreachableCause = (cause: number): boolean =>
  cause === Cause.INSTRUCTION_ACCESS_FAULT || cause === Cause.ILLEGAL_INSTRUCTION || cause === Cause.INSTRUCTION_PAGE_FAULT;

/**
 * Finds out when a hart can no longer handle its traps: the fetch from the trap vector traps to the same vector, twice and nothing between;
 * or the handler raises so many exceptions without ever returning that it handles nothing. It is asked at every system call and page fault, and
 * so keeps numbers and makes no objects.
 */
export class TrapWatch {
  readonly #limit: number;
  /** Exceptions in the handler's own mode since the last return, or since one from a lower mode. */
  #nested = 0;
  /** The step of the last exception, if it was that the handler's first instruction could not be executed; else -1. */
  #unreachable = -1;
  /** What the handler that has not returned was entered for: cause, privilege, pc and value in halves; a cause of -1 = there is none. */
  #cause = -1;
  #privilege = 0;
  #pcHigh = 0;
  #pcLow = 0;
  #valueHigh = 0;
  #valueLow = 0;

  /** `limit`: exceptions in a handler, from 1 on. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** An exception is about to be taken by a handler in mode `handler`; the halves are those of what xtval gets. */
  raised(hart: Hart, cause: number, handler: number, valueHigh: number, valueLow: number): CrashCause | undefined {
    const { privilege } = hart;
    if (privilege !== handler || this.#cause < 0) this.#begin(hart, cause, privilege, valueHigh, valueLow);
    if (privilege !== handler || isCall(cause)) return undefined;
    this.#nested++;
    const step = hart.ports.steps(hart.index);
    const isAtVector = isUnreachableCause(cause) && isVector(hart, handler);
    const again = isAtVector && this.#unreachable === step - 1;
    this.#unreachable = isAtVector ? step : -1;
    if (!again && this.#nested <= this.#limit) return undefined;
    const last = { cause, pc: hart.pc, value: join64(valueHigh, valueLow), privilege };
    return { kind: 'trap', form: again ? 'unreachable' : 'nested', hart: hart.index, first: this.#first ?? last, last };
  }

  /** The hart has returned from a handler. */
  returned(): void {
    this.#cause = -1;
    this.#nested = 0;
    this.#unreachable = -1;
  }

  save(path: string): Tree {
    return saveState(fields, { nested: this.#nested, unreachable: this.#unreachable < 0 ? null : this.#unreachable, first: this.#first ?? null }, path);
  }

  /** @throws StateError */
  load(tree: Tree, path: string): void {
    const { nested, unreachable, first } = loadState(fields, tree, path);
    this.#nested = nested;
    this.#unreachable = unreachable ?? -1;
    this.#cause = first?.cause ?? -1;
    if (!first) return;
    this.#privilege = first.privilege;
    [this.#pcHigh, this.#pcLow] = halves(first.pc);
    [this.#valueHigh, this.#valueLow] = halves(first.value);
  }

  get #first(): Exception | undefined {
    if (this.#cause < 0) return undefined;
    return { cause: this.#cause, pc: join64(this.#pcHigh, this.#pcLow), value: join64(this.#valueHigh, this.#valueLow), privilege: this.#privilege };
  }

  #begin(hart: Hart, cause: number, privilege: number, valueHigh: number, valueLow: number): void {
    this.#cause = cause;
    this.#privilege = privilege;
    this.#pcHigh = hart.high(PC);
    this.#pcLow = hart.low(PC);
    this.#valueHigh = valueHigh;
    this.#valueLow = valueLow;
    this.#nested = 0;
    this.#unreachable = -1;
  }
}

/** Is pc where exceptions enter the handler? */
function isVector(hart: Hart, handler: number): boolean {
  const vector = handler === Privilege.MACHINE ? MTVEC : STVEC;
  return hart.low(PC) === (hart.low(vector) & ~3) && hart.high(PC) === hart.high(vector);
}

const halves = (value: bigint): [high: number, low: number] => [Number(BigInt.asIntN(32, value >> 32n)), Number(BigInt.asIntN(32, value))];
