import type { HostMemory } from '@reprise/memory';
import type { Code } from '@reprise/wasm';
import type { Push } from './places.ts';

/** What can be counted of an execution. Each is a cell of 64 bits in host memory, in this order. */
export const counterNames = [
  /** Instructions that compiled regions executed. */
  'compiled',
  /** Times that the interpreter entered a region, and that a region jumped to another. */
  'entered', 'chained',
  /** Why regions were left: a jump to where no region is known; .. */
  'jumped',
  /** .. fewer steps are left than the way to the next such question takes; .. */
  'steps',
  /** .. the next instruction is none of the region's; .. */
  'uncompiled',
  /** .. an access is none that the TLB lets through; .. */
  'memory',
  /** .. floating point is off, or its rounding mode is invalid. */
  'floatingPoint',
  /** Accesses that the host was asked to make, as the TLB did not let them through; pages that were looked up to be fetched from. */
  'slowLoads', 'slowStores', 'slowFetches',
  /** Floating-point operations that the host was asked for. */
  'slowFloatingPoint',
] as const;

export type CounterName = (typeof counterNames)[number];

const CELL = 8;

/** Counts what generated code does, where it was generated to be counted: it is slower then, and does the same. */
export class Counters {
  readonly #memory: HostMemory;
  /** Host offset of the first. */
  readonly offset: number;

  constructor(memory: HostMemory) {
    this.#memory = memory;
    this.offset = memory.allocate(counterNames.length * CELL, CELL);
  }

  /** Counts one more from the host. */
  add(name: CounterName): void {
    const cell = this.#cell(name) / CELL;
    this.#memory.u64[cell] = (this.#memory.u64[cell] ?? 0n) + 1n;
  }

  /** Emits that it is counted: once, or as often as the i64 says that `amount` leaves on the stack. */
  emit(code: Code, name: CounterName, amount: Push = () => code.i64(1n)): void {
    const cell = this.#cell(name);
    code.i32(0).i32(0).memory('i64.load', cell);
    amount();
    code.op('i64.add').memory('i64.store', cell);
  }

  /** All counts so far. */
  read(): Record<CounterName, number> {
    const count = (name: CounterName): number => Number(this.#memory.u64[this.#cell(name) / CELL] ?? 0n);
    return Object.fromEntries(counterNames.map((name) => [name, count(name)])) as Record<CounterName, number>; // each name
  }

  #cell(name: CounterName): number {
    return this.offset + counterNames.indexOf(name) * CELL;
  }
}
