/** The interpreter and the reference evaluator on machines of their own. */
import { TestMachine } from './machine.ts';
import type { Side } from './pair.ts';
import { allTables, CountedTables } from './tables.ts';

export interface Tiers {
  readonly interp: Side;
  /** Compiles what is jumped to for the second time. */
  readonly jit: Side;
  readonly reference: Side;
  /** What the reference executed. */
  readonly counted: CountedTables;
}

/** Everything is compiled as soon as it can be. */
const eager = { threshold: 0, capacity: 512 };

/** `slices`: as Side has them, for the interpreter. The reference looks up after each step: nothing that is due can be late. */
export function allTiers(harts = 1, quantum = 1000, slices: readonly number[] = [Infinity]): Tiers {
  const counted = new CountedTables(allTables);
  return {
    interp: { name: 'interp', machine: new TestMachine({ tier: 'interp', harts, quantum }), slices },
    jit: { name: 'jit', machine: new TestMachine({ tier: 'jit', harts, quantum, jit: eager }), slices },
    reference: { name: 'reference', machine: new TestMachine({ tier: 'reference', harts, quantum, tables: counted.tables }), slices: [1] },
    counted,
  };
}
