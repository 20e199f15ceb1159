/** The command line of a benchmark that is a table of cases, each in a folder of its own. */
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

export interface BenchCase {
  readonly name: string;
  /** @param count how often; returns lines to print */
  readonly measure: (folder: string, count: number) => Promise<readonly string[]>;
}

/** Measures those cases that are named on the command line, or all; `--count N` times each, as far as a case is that often. */
export async function runCases(cases: readonly BenchCase[], defaultCount: number): Promise<void> {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { count: { type: 'string', default: String(defaultCount) } } });
  const count = Number(values.count);
  if (!Number.isInteger(count) || count < 1) throw new Error(`--count: expected an integer from 1 on, got '${values.count}'`);
  const unknown = positionals.find((name) => !cases.some((each) => each.name === name));
  if (unknown !== undefined) throw new Error(`no case '${unknown}': there are ${cases.map(({ name }) => name).join(', ')}`);
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
}
