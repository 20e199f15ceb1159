import { readDoubleword, type Context, type CsrReader } from './context.ts';
import type { MemoryView } from './code.ts';
import type { PathState } from './path-state.ts';
import { CONSTANT, type Value } from './value.ts';

/**
 * What registers and CSRs were at the start of code that has come to a context: from what is in registers and CSRs now, and from what the
 * code has stored on the way. `state` is what is known at the context in terms of the start.
 */
export class AtStart {
  readonly #state: PathState;
  readonly #context: Context;
  readonly #memory: MemoryView;
  /** Values at the start, by their origin. */
  readonly #known = new Map<number, bigint>([[CONSTANT, 0n]]);

  constructor(state: PathState, context: Context, csr: CsrReader, memory: MemoryView) {
    this.#state = state;
    this.#context = context;
    this.#memory = memory;
    for (const [register, value] of state.x.entries()) this.#learn(value, context.x[register]);
    for (const [number, value] of state.csrs) this.#learn(value, csr(number));
  }

  /** A register or CSR at the start; undefined if nothing tells. */
  value(wanted: Value): bigint | undefined {
    return this.#known.get(wanted.origin) ?? this.stored(wanted);
  }

  /** The same, where it was stored in memory. */
  stored(wanted: Value): bigint | undefined {
    const at = this.storedAt(wanted);
    return at === undefined ? undefined : readDoubleword(this.#memory, at, this.#context.privilege);
  }

  /** The address where it was stored, as it was. */
  storedAt({ origin }: Value): bigint | undefined {
    for (const { address, value } of this.#state.stores.values()) {
      const base = value?.origin === origin && value.add === 0n ? this.#known.get(address.origin) : undefined;
      if (base !== undefined) return BigInt.asUintN(64, base + address.add);
    }
    return undefined;
  }

  #learn(value: Value | undefined, now: bigint | undefined): void {
    if (!value || now === undefined || this.#known.has(value.origin)) return;
    this.#known.set(value.origin, BigInt.asUintN(64, now - value.add));
  }
}

