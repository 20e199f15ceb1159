/**
 * What the service costs, on this machine and now: Redis, a control plane with PGlite, three workers of two slots, a folder in memory as the store.
 *
 *     node --conditions=source test/bench/service.ts [--count N] [NAME ...]      names of cases; all by default
 *
 * Nothing here passes or fails. The project must be built.
 */
import { availableParallelism, cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { openVictim } from '../faults/victim.ts';
import { serviceCases } from './service-cases.ts';

const { values, positionals } = parseArgs({ allowPositionals: true, options: { count: { type: 'string', default: '50' } } });
const count = Number(values.count);
if (!Number.isInteger(count) || count < 1) throw new Error(`--count: expected an integer from 1 on, got '${values.count}'`);
const unknown = positionals.find((name) => !serviceCases.some((each) => each.name === name));
if (unknown !== undefined) throw new Error(`no case '${unknown}': there are ${serviceCases.map(({ name }) => name).join(', ')}`);
process.stdout.write(`${cpus()[0]?.model.trim() ?? ''}, ${availableParallelism()} cores, load ${loadavg()[0]?.toFixed(1) ?? ''}\n`);
const victim = await openVictim({ workerModule: 'apps/worker/bundle/main.js' });
try {
  for (const { name, measure } of serviceCases) {
    if (positionals.length > 0 && !positionals.includes(name)) continue;
    for (const line of await measure(victim.service, count)) process.stdout.write(`${name}: ${line}\n`);
  }
} finally {
  await victim.stop();
}
