/**
 * What snapshots cost, on this machine and now:
 *
 *     node test/bench/snapshot.ts [--count N] [NAME ...]      names of cases; all by default
 *
 * The pause is the time in which the guest is held: on the clock, and of the thread's own processor time, which says most on a machine that
 * has other things to do. Nothing here passes or fails. The project must be built.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { setEngineFlags } from '@reprise/vm-host';
import { pauseCases, restoreCases } from './snapshot-cases.ts';

const { values, positionals } = parseArgs({ allowPositionals: true, options: { count: { type: 'string', default: '100' } } });
const count = Number(values.count);
if (!Number.isInteger(count) || count < 1) throw new Error(`--count: expected an integer from 1 on, got '${values.count}'`);
const cases = [...pauseCases, ...restoreCases];
const unknown = positionals.find((name) => !cases.some((each) => each.name === name));
if (unknown !== undefined) throw new Error(`no case '${unknown}': there are ${cases.map(({ name }) => name).join(', ')}`);
setEngineFlags();
process.stdout.write(`${cpus()[0]?.model.trim() ?? ''}, ${availableParallelism()} cores, load ${loadavg()[0]?.toFixed(1) ?? ''}\n`);
for (const { name, measure } of cases) {
  if (positionals.length > 0 && !positionals.includes(name)) continue;
  const folder = mkdtempSync(join(tmpdir(), 'reprise-bench-'));
  try {
    for (const line of await measure(folder, count)) process.stdout.write(`${name}: ${line}\n`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
