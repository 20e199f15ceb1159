/** Two machines that must do the same: one case run on both. */
import type { Case } from './case.ts';
import { loadCase } from './load.ts';
import type { TestMachine } from './machine.ts';
import { brokenRules, differences, isSameState, type Difference } from './state.ts';

/** One machine of a pair, with what it is called in reports. */
export interface Side {
  readonly name: string;
  readonly machine: TestMachine;
  /** Lengths of the slices that it runs in, over and over; by default all steps at once. */
  readonly slices?: readonly number[];
}

/** Runs a case to its end; returns why the engine stopped, or the error that came out of it. */
function run({ machine, slices = [Infinity] }: Side, each: Case): string {
  loadCase(machine, each);
  const { engine, time } = machine;
  const end = time.icount + each.steps;
  try {
    for (let turn = 0; ; turn++) {
      const slice = slices[turn % slices.length] ?? Infinity;
      const stop = engine.run({ icount: Math.min(end, time.icount + slice), time: Infinity });
      if (stop !== 'limit' || time.icount >= end) return stop;
    }
  } catch (error) {
    return `threw ${error instanceof Error ? error.stack : String(error)}`;
  }
}

/** What a pair does not agree on, or what both do wrong. */
export function disagreement(a: Side, b: Side, each: Case): readonly Difference[] {
  const [stopA, stopB] = [run(a, each), run(b, each)];
  const isSame = stopA === stopB && isSameState(a.machine, b.machine);
  const broken = (isSame ? [b] : [a, b]).flatMap(({ name, machine }) =>
    brokenRules(machine).map((rule): Difference => ({ what: `rules of ${name}`, values: [rule, 'kept'] })));
  const hasThrown = stopA.startsWith('threw');
  if (isSame && !hasThrown && broken.length === 0) return [];
  const stops: readonly Difference[] = stopA === stopB && !hasThrown ? [] : [{ what: 'stop', values: [stopA, stopB] }];
  return [...stops, ...broken, ...differences(a.machine, b.machine)];
}
