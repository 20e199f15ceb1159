/** Regions that another machine compiled: used where memory holds the same code, and only there. */
import { Shelf } from '@reprise/interp/testing';
import { withFaultyXor } from '@reprise/replay';
import { describe, expect, it } from 'vitest';
import { expectAgreement, explainedDisagreement } from './agreement.ts';
import type { Case } from './case.ts';
import { TestMachine, type MachineOptions } from './machine.ts';
import { pagingCase } from './paging.ts';
import type { Side } from './pair.ts';
import { caseOf } from './programs.ts';
import { SCALE, SEED } from './seed.ts';
import { selfModifyingCase } from './self-modifying.ts';
import { allTables, tables } from './tables.ts';

const jit = { threshold: 1, capacity: 512 };
const side = (name: string, options: Omit<MachineOptions, 'tier'>): Side => ({ name, machine: new TestMachine({ tier: 'jit', jit, ...options }) });
const reference: Side = { name: 'reference', machine: new TestMachine({ tier: 'reference' }) };

const kinds: Readonly<Record<string, (seed: number, index: number) => Case>> = {
  'any instructions': (seed, index) => caseOf(seed, 'I', index, tables.get('I') ?? []),
  'floating point': (seed, index) => caseOf(seed, 'D', index, tables.get('D') ?? []),
  'paging': pagingCase,
  'code that changes itself': selfModifyingCase,
};

const CASES = 100 * SCALE;

describe.each(Object.entries(kinds))(`regions that were kept, seed ${SEED}: %s`, (_, make) => {
  const indices = Array.from({ length: CASES }, (__, index) => index);

  it('do what they did', () => {
    const shelf = new Shelf();
    const keeping = side('keeping', { kept: shelf.keeping });
    for (const index of indices) expectAgreement(keeping, reference, make(SEED, index));
    const kept = side('kept', { kept: shelf.kept });
    // in another order, so that each meets what was left by others, and with programs among them that have other code at the same addresses
    for (const index of indices.toReversed()) for (const seed of [SEED, SEED + 1]) expectAgreement(kept, reference, make(seed, index));
    expect([...shelf.taken].join()).toContain('regions');
  });
});

it('a fault in what was kept is seen', () => {
  const shelf = new Shelf();
  const keeping = side('keeping', { kept: shelf.keeping, tables: withFaultyXor(allTables) });
  const kept = side('kept', { kept: shelf.kept });
  let explanation: string | undefined;
  for (let index = 0; index < 1000 && explanation === undefined; index++) {
    const each = caseOf(1, 'I', index, tables.get('I') ?? []);
    explainedDisagreement(keeping, reference, each);
    explanation = explainedDisagreement(kept, reference, each);
  }
  expect(explanation).toMatch(/^I \d+ of seed 1: kept and reference differ/);
  expect(explanation).toContain(' xor ');
});
