/**
 * How fast the emulator is beside Debian's qemu-system-riscv64 (TCG, without icount), on this machine and now:
 *
 *     node test/bench/main.ts [--pairs N] [--engine NAME] [--json FILE] [NAME ...]      names of workloads; all by default
 *
 * Whole processes, `./reprise run` and QEMU in turn; medians over the pairs. Processor time, user and system, of all that a
 * command starts says most on a machine that has other things to do. Nothing here passes or fails.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { tool } from '../find-tool.ts';
import { compare } from './compare.ts';
import { report } from './report.ts';
import { workloads } from './workloads.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { pairs: { type: 'string', default: '3' }, engine: { type: 'string' }, json: { type: 'string' } },
});
const pairs = Number(values.pairs);
const qemu = tool('qemu-system-riscv64');

if (!Number.isInteger(pairs) || pairs < 1) throw new Error(`--pairs: expected an integer from 1 on, got '${values.pairs}'`);
if (qemu === undefined) throw new Error('qemu-system-riscv64 is missing (Debian: qemu-system-misc)');

const folder = mkdtempSync(join(tmpdir(), 'reprise-bench-'));
try {
  const all = workloads(folder);
  const unknown = positionals.find((name) => !all.some((workload) => workload.name === name));
  if (unknown !== undefined) throw new Error(`no workload '${unknown}': there are ${all.map(({ name }) => name).join(', ')}`);
  const chosen = all.filter(({ name, kind }) => positionals.length === 0 || positionals.includes(name) || kind === 'start');
  process.stdout.write(`${cpus()[0]?.model.trim() ?? ''}, ${availableParallelism()} cores, load ${loadavg()[0]?.toFixed(1) ?? ''}; pairs: ${pairs}\n`);
  const engine = values.engine === undefined ? [] : ['--engine', values.engine];
  const results = chosen.map((each) => {
    const workload = { ...each, ours: [...engine, ...each.ours] };
    process.stderr.write(`bench: ${workload.name}\n`);
    return compare(workload, qemu, pairs, folder);
  });
  process.stdout.write(`${report(results)}\n`);
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(results, null, 2)}\n`);
} finally {
  rmSync(folder, { recursive: true });
}
