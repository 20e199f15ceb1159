/**
 * The service under faults, at length:
 *
 *     node --conditions=source test/faults/main.ts [--seed N] [--faults N] [--runs N] [--store file|s3] [--database pglite|postgres]
 *
 * 100 faults in a row by default, with 20 runs on 3 workers, Linux among them. The project must be built. Ends with 1 if anything was not as undisturbed.
 */
import { parseArgs } from 'node:util';
import { campaign } from './campaign.ts';
import { linux, programs } from './load.ts';
import { openVictim } from './victim.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    faults: { type: 'string', default: '100' },
    runs: { type: 'string', default: '20' },
    store: { type: 'string', default: 'file' },
    database: { type: 'string', default: 'pglite' },
  },
});
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const victim = await openVictim({ isS3: values.store === 's3', isPostgres: values.database === 'postgres' });
try {
  const load = [...(await programs(victim.service.client, 100)), ...linux];
  const report = await campaign(victim, { seed: Number(values.seed), faults: Number(values.faults), runs: Number(values.runs), typists: 1, load, say });
  for (const problem of report.problems) say(`PROBLEM  ${problem}`);
  say(`seed ${values.seed}: ${report.runs} runs, ${report.faults.length} faults, ${report.takenUp} times another owner went on; ${report.problems.length} problems`);
  process.exitCode = report.problems.length > 0 ? 1 : 0;
} finally {
  await victim.stop();
}
