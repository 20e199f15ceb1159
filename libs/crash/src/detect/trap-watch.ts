import { Cause, Privilege, type Hart } from '@reprise/riscv';
import { assignState, loadState, optional, resetState, safeInteger, saveState, struct, u32, u64, u8, type StateOf, type Tree } from '@reprise/vmstate';
import type { CrashCause, Exception } from './crash.ts';

const exception = struct({ cause: u8(), pc: u64(), value: u64(), privilege: u8() });

const fields = {
  /** Exceptions in the handler's own mode since the last return, or since one from a lower mode. */
  nested: u32(),
  /** The step of the last exception, if it was that the handler's first instruction could not be executed. */
  unreachable: optional(safeInteger()),
  /** What the handler that has not returned was entered for. */
  first: optional(exception),
};

/** Calls are no faults. */
const isCall = (cause: number): boolean => cause === Cause.ECALL_FROM_USER || cause === Cause.ECALL_FROM_SUPERVISOR || cause === Cause.ECALL_FROM_MACHINE;

/** What keeps a handler's first instruction from being executed, again and again. */
const unreachableCauses: ReadonlySet<number> = new Set([Cause.INSTRUCTION_ACCESS_FAULT, Cause.ILLEGAL_INSTRUCTION, Cause.INSTRUCTION_PAGE_FAULT]);

/**
 * Finds out when a hart can no longer handle its traps: the fetch from the trap vector traps to the same vector, twice and nothing between;
 * or the handler raises so many exceptions without ever returning that it handles nothing.
 */
export class TrapWatch {
  readonly #state: StateOf<typeof fields> = resetState(fields);
  readonly #limit: number;

  /** `limit`: exceptions in a handler, from 1 on. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** An exception is about to be taken by a handler in mode `handler`. */
  raised(hart: Hart, raised: Exception, handler: number): CrashCause | undefined {
    const state = this.#state;
    if (raised.privilege !== handler || !state.first) {
      state.first = raised;
      this.#forget();
    }
    if (raised.privilege !== handler || isCall(raised.cause)) return undefined;
    state.nested++;
    const step = hart.ports.steps(hart.index);
    const isAtVector = raised.pc === vectorOf(hart, handler) && unreachableCauses.has(raised.cause);
    const again = isAtVector && state.unreachable === step - 1;
    state.unreachable = isAtVector ? step : null;
    if (again) return this.#crash('unreachable', hart, raised);
    return state.nested > this.#limit ? this.#crash('nested', hart, raised) : undefined;
  }

  /** The hart has returned from a handler. */
  returned(): void {
    this.#state.first = null;
    this.#forget();
  }

  save(path: string): Tree {
    return saveState(fields, this.#state, path);
  }

  /** @throws StateError */
  load(tree: Tree, path: string): void {
    assignState(fields, this.#state, loadState(fields, tree, path));
  }

  #forget(): void {
    this.#state.nested = 0;
    this.#state.unreachable = null;
  }

  #crash(form: 'unreachable' | 'nested', hart: Hart, last: Exception): CrashCause {
    return { kind: 'trap', form, hart: hart.index, first: this.#state.first ?? last, last };
  }
}

/** Where exceptions enter a handler in a mode. */
const vectorOf = (hart: Hart, handler: number): bigint => hart.get(handler === Privilege.MACHINE ? 'mtvec' : 'stvec') & ~3n;
