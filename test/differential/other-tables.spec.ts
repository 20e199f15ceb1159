import { describe, expect, it } from 'vitest';
import { SEED } from './seed.ts';
import { tables } from './tables.ts';
import { allTiers } from './tiers.ts';
import { runTable } from './whole-table.ts';

const INTEGER = ['I', 'M', 'C', 'Zba', 'Zbb', 'Zbc', 'Zbs', 'Zicond', 'Zifencei'];
const OTHERS = ['A', 'F', 'D', 'Zcd', 'Zicsr', 'Zicbom', 'Zicbop', 'Zicboz', 'Svinval', 'privileged'];

describe(`the interpreter does what the reference evaluator does, seed ${SEED}`, () => {
  const tiers = allTiers();
  it.each(OTHERS)('table %s', (table) => runTable(table, tiers));
});

it('every table is run', () => {
  expect([...INTEGER, ...OTHERS].toSorted()).toEqual([...tables.keys()].toSorted());
});
