/** The service as a cluster: Debian's PostgreSQL and Redis, a real S3 server, two control planes and three workers; undisturbed, then with faults. */
import { expect, it } from 'vitest';
import { postgresTool } from '../postgres/postgres-server.ts';
import { s3Tools } from '../s3/s3-server.ts';
import { needsTool } from '../tools.ts';
import { campaign } from './campaign.ts';
import { faults } from './faults.ts';
import { linux, programs } from './load.ts';
import { openVictim } from './victim.ts';

needsTool('redis-server', postgresTool, ...s3Tools)('a cluster', () => {
  it('runs jobs to their ends, whatever is killed and however the store fails', async () => {
    const victim = await openVictim({ isS3: true, isPostgres: true });
    try {
      const load = [...(await programs(victim.service.client, 40)), ...linux];
      const first = faults.filter(({ isPossible }) => isPossible?.(victim) ?? true);
      const report = await campaign(victim, { seed: 7, faults: first.length, first, runs: 20, typists: 1, load });
      expect(report.problems).toEqual([]);
      expect(report.takenUp).toBeGreaterThan(0);
    } finally {
      expect(await victim.stop()).toEqual([0, 0, 0]);
    }
  });
});
