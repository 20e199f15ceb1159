import { describe, it } from 'vitest';
import { expectAgreement } from './agreement.ts';
import type { Case } from './case.ts';
import { pagingCase } from './paging.ts';
import { SCALE, SEED } from './seed.ts';
import { selfModifyingCase, storeLoop } from './self-modifying.ts';
import { allTiers, type Tiers } from './tiers.ts';

interface Kind {
  readonly name: string;
  readonly make: (seed: number, index: number) => Case;
  readonly cases: number;
  readonly tiers: Tiers;
}

const QUANTUM = 5;
const one = allTiers();
const cut = allTiers(1, 1000, [1, 2, 3, 7]);
const three = allTiers(3, QUANTUM);
const threeCut = allTiers(3, QUANTUM, [1, 4, 11]);

const kinds: readonly Kind[] = [
  { name: 'paging, with stores to page tables', make: pagingCase, cases: 2500, tiers: one },
  { name: 'paging, in short slices', make: (seed, index) => pagingCase(seed + 1, index), cases: 800, tiers: cut },
  { name: 'paging, three harts', make: (seed, index) => pagingCase(seed, index, { harts: 3 }), cases: 600, tiers: three },
  { name: 'code that changes itself', make: selfModifyingCase, cases: 1500, tiers: one },
  { name: 'code that changes itself, in short slices', make: (seed, index) => selfModifyingCase(seed + 1, index), cases: 500, tiers: cut },
  { name: 'code that three harts change', make: (seed, index) => selfModifyingCase(seed, index, { harts: 3 }), cases: 400, tiers: threeCut },
  { name: 'loops of stores to a page of code', make: storeLoop, cases: 60, tiers: one },
];

describe(`both tiers see memory alike, seed ${SEED}`, () => {
  it.each(kinds)('$name', ({ make, cases, tiers: { interp, jit, reference } }) => {
    for (let index = 0; index < cases * SCALE; index++) {
      expectAgreement(interp, reference, make(SEED, index));
      expectAgreement(jit, reference, make(SEED, index));
    }
  });
});
