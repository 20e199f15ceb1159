/** One table's instructions, in random programs from random states, on both tiers. */
import { expect } from 'vitest';
import { expectAgreement } from './agreement.ts';
import { caseOf } from './programs.ts';
import { SCALE, SEED } from './seed.ts';
import { tables } from './tables.ts';
import type { Tiers } from './tiers.ts';

/** Executed instructions of each table. */
const INSTRUCTIONS = 100_000 * SCALE;

/** Runs cases until enough of the table was executed; throws with the smallest failing program. */
export function runTable(table: string, { interp, jit, reference, counted }: Tiers): void {
  const rows = tables.get(table) ?? [];
  const before = counted.of(rows);
  for (let index = 0; counted.of(rows) - before < INSTRUCTIONS; index++) {
    if (index > INSTRUCTIONS) throw new Error(`programs for ${table} hardly ever execute it`);
    const each = caseOf(SEED, table, index, rows);
    expectAgreement(interp, reference, each);
    if (index % 2 === 0) expectAgreement(jit, reference, each);
  }
  expect(rows.filter((row) => counted.of([row]) === 0).map(({ name }) => name), 'rows that were never executed').toEqual([]);
}
