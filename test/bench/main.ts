/**
 * How fast the emulator is, on this machine and now, beside Debian's qemu-system-riscv64 and the machine itself:
 *
 *     npm run bench -- [--pairs N] [--peers NAME,...] [--quick] [--json FILE] [--markdown FILE] [NAME|KIND ...]
 *
 *   --pairs N          so many runs of each program on each side; 3 by default
 *   --peers NAME,...   of qemu, icount, native; by default all that are installed
 *   --quick            no figures: each program once with short loops, to see that all sides print the same
 *   --json FILE        all that was measured
 *   --markdown FILE    the tables; in a file with the marks of `marked.ts`, between them
 *
 * Whole processes in turn, the order changing; medians. Speeds are the peers' processor time, user and system, of all that a command
 * starts, over ours, without what a program costs that ends at once, or a boot of Linux. It fails if the sides print otherwise or end
 * otherwise, and never by a figure.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { circumstances, type Circumstances } from './circumstances.ts';
import { compare, tryOut, type Comparison } from './compare.ts';
import { engineStart } from './engine-start.ts';
import { figures } from './figures.ts';
import { writeMarked } from './marked.ts';
import { report } from './report.ts';
import { isInstalled, ours, peers, type Peer } from './runners.ts';
import { Summary } from './summary.ts';
import { baseOf, kinds, workloads, type Workload } from './workloads.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    pairs: { type: 'string', default: '3' },
    peers: { type: 'string' },
    quick: { type: 'boolean', default: false },
    json: { type: 'string' },
    markdown: { type: 'string' },
  },
});

function chosenPeers(names: string | undefined): readonly Peer[] {
  if (names === undefined) return peers.filter(isInstalled);
  return names.split(',').map((name) => {
    const peer = peers.find((peer) => peer.name === name);
    if (!peer) throw new Error(`--peers: there is no '${name}' among ${peers.map(({ name }) => name).join(', ')}`);
    if (!isInstalled(peer)) throw new Error(`--peers ${name}: ${peer.needs} is missing`);
    return peer;
  });
}

/** Those that are named by name or kind, or all; and those that they are measured against. */
function chosen(all: readonly Workload[], names: readonly string[]): readonly Workload[] {
  const unknown = names.find((name) => !all.some((workload) => workload.name === name) && !kinds.some((kind) => kind === name));
  if (unknown !== undefined) throw new Error(`'${unknown}' is none of ${all.map(({ name }) => name).join(', ')}, nor a kind of ${kinds.join(', ')}`);
  const named = names.length === 0 ? all : all.filter(({ name, kind }) => names.includes(name) || names.includes(kind));
  const bases = values.quick ? [] : named.map(baseOf);
  return all.filter((workload) => named.includes(workload) || bases.includes(workload.name));
}

/** Prints the tables, and writes what was asked for. */
function publish(summary: Summary, begun: Circumstances): void {
  const { processor, cores, load, date, versions } = begun;
  const line = `${processor}, ${cores} cores, load ${load.toFixed(1)}; ${Object.values(versions).join('; ')}; medians of ${pairs} runs; ${date.slice(0, 10)}.`;
  const tables = `${report(summary, against, line)}\n`;
  process.stdout.write(tables);
  if (values.markdown !== undefined) writeMarked(values.markdown, tables);
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify({ ...begun, pairs, ...figures(summary, against) }, null, 2)}\n`);
}

const pairs = Number(values.pairs);
if (!Number.isInteger(pairs) || pairs < 1) throw new Error(`--pairs: expected an integer from 1 on, got '${values.pairs}'`);
const against = chosenPeers(values.peers);

const folder = mkdtempSync(join(tmpdir(), 'reprise-bench-'));
try {
  const list = chosen(workloads(values.quick ? 'quick' : 'bench', join(folder, 'linux')), positionals);
  const begun = circumstances([...new Set(against.map(({ needs }) => needs))]);
  const comparisons = list.map((workload): Comparison => {
    process.stderr.write(`bench: ${workload.name}\n`);
    const trial = tryOut(workload, ours, folder);
    const comparison = values.quick ? compare(workload, trial, against, 1, folder) : compare(workload, trial, [ours, ...against], pairs, folder);
    for (const difference of comparison.differences) process.stderr.write(`bench: ${workload.name}: ${difference}\n`);
    return comparison;
  });
  const start = list.find(({ kind }) => kind === 'start')?.guest;
  if (!values.quick) publish(new Summary(comparisons, start?.system === 'bare' ? engineStart(start, folder) : undefined), begun);
  if (comparisons.some(({ differences }) => differences.length > 0)) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true });
}
