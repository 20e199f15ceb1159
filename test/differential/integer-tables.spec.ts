import { describe, it } from 'vitest';
import { SEED } from './seed.ts';
import { allTiers } from './tiers.ts';
import { runTable } from './whole-table.ts';

describe(`the interpreter does what the reference evaluator does, seed ${SEED}`, () => {
  const tiers = allTiers();
  it.each(['I', 'M', 'C', 'Zba', 'Zbb', 'Zbc', 'Zbs', 'Zicond', 'Zifencei'])('table %s', (table) => runTable(table, tiers));
});
