/** The short form: every kind of fault once, under a load of 20 runs on 3 workers. At length, and with random faults: main.ts. */
import { expect, it } from 'vitest';
import { needsTool } from '../tools.ts';
import { campaign } from './campaign.ts';
import { faultNamed, faults } from './faults.ts';
import { programs } from './load.ts';
import { openVictim } from './victim.ts';

const SEED = 20_261_129;

needsTool('redis-server')('a service whose parts are killed, stopped, and left without disk', () => {
  it(`ends every run as the undisturbed one, with one owner at a time (seed ${SEED})`, async () => {
    const victim = await openVictim({});
    try {
      const possible = faults.filter(({ isPossible }) => isPossible?.(victim) ?? true);
      const load = await programs(victim.service.client, 20);
      const report = await campaign(victim, { seed: SEED, faults: possible.length, first: possible, runs: 20, typists: 1, load });
      expect(report.problems).toEqual([]);
      expect(report.runs).toBeGreaterThanOrEqual(21);
      expect(report.takenUp).toBeGreaterThan(0);
    } finally {
      expect(await victim.stop()).toEqual([0, 0, 0]);
    }
  });
});

needsTool('redis-server')('the checks of a service under faults', () => {
  it('see control planes and workers that do not ask who owns a run', async () => {
    const victim = await openVictim({ nodeArguments: ['--import', new URL('plant-no-owner-check.ts', import.meta.url).href] });
    try {
      const load = await programs(victim.service.client, 20);
      const first = [faultNamed('SIGSTOP of a worker until others own its runs, then SIGCONT')];
      const report = await campaign(victim, { seed: SEED, faults: 1, first, runs: 6, typists: 0, load });
      expect(report.problems).toEqual(expect.arrayContaining([expect.stringMatching(/said \w+ when epoch \d+ was the newest|began while epoch/)]));
    } finally {
      for (const worker of victim.service.workers) await worker.end('SIGKILL'); // one that never lets go has no end of its own
      await victim.stop();
    }
  });
});
