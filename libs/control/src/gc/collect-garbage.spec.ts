import { describe, expect, it } from 'vitest';
import { GcSimulation } from '../testing/gc-simulation.ts';

const SEEDS = Array.from({ length: 30 }, (_, seed) => seed + 1);
const TURNS = 3000;

describe('collecting garbage while runs write, fork, are deleted, and anybody dies', () => {
  it('loses nothing that is needed', async () => {
    const all = { commits: 0, refused: 0, forks: 0, deleted: 0, killed: 0, collections: 0, waits: 0 };
    for (const seed of SEEDS) {
      const simulation = new GcSimulation(seed, true);
      expect(await simulation.run(TURNS), `seed ${seed}`).toEqual([]);
      for (const [what, count] of Object.entries(simulation.counts)) all[what as keyof typeof all] += count;
    }
    for (const [what, count] of Object.entries(all)) expect(count, what).toBeGreaterThan(25);
  });

  it('would lose something if those who come to need objects did not ask', async () => {
    const lost: number[] = [];
    for (const seed of SEEDS) if ((await new GcSimulation(seed, false).run(TURNS)).length > 0) lost.push(seed);
    expect(lost.length).toBeGreaterThan(0);
  });
});
