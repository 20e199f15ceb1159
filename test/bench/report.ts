/** The results as Markdown: a table of the programs, one of the means, one of the targets. */
import type { Comparison } from './compare.ts';
import { ours, type Peer } from './runners.ts';
import type { Summary } from './summary.ts';
import { isMet, targets } from './targets.ts';
import { kinds } from './workloads.ts';

type Cells = readonly string[];

const number = (value: number | undefined, digits: number): string => (value === undefined || !Number.isFinite(value) ? '' : value.toFixed(digits));
const seconds = (value: number | undefined): string => number(value, 2);
const times = (value: number | undefined): string => number(value, 2);

/** The first columns to the left, the others to the right. */
function table(headings: Cells, left: number, rows: readonly Cells[]): string {
  const widths = headings.map((heading, column) => Math.max(3, heading.length, ...rows.map((cells) => cells[column]?.length ?? 0)));
  const line = (cells: Cells): string => `| ${cells.map((cell, column) => (column < left ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join(' | ')} |`;
  const rule = widths.map((width, column) => (column < left ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`));
  return [line(headings), line(rule), ...rows.map(line)].join('\n');
}

function programRow(summary: Summary, peers: readonly Peer[], comparison: Comparison): Cells {
  const { workload, instructions } = comparison;
  const own = summary.work(comparison, ours.name, 'cpu');
  return [
    workload.name,
    workload.kind,
    number(instructions / 1e6, 1),
    own === undefined || workload.kind === 'start' ? '' : number(instructions / own / 1e6, 0),
    seconds(own),
    ...peers.flatMap(({ name }) => [seconds(summary.work(comparison, name, 'cpu')), times(summary.speed(comparison, name))]),
  ];
}

function meanRows(summary: Summary, peers: readonly Peer[]): readonly Cells[] {
  const row = (what: string, of: (peer: Peer) => number): Cells => [what, ...peers.map((peer) => times(of(peer)))];
  const measured = kinds.filter((kind) => kind !== 'start' && summary.comparisons.some(({ workload }) => workload.kind === kind));
  return [
    ...measured.map((kind) => row(kind, ({ name }) => summary.meanSpeed(name, [kind]))),
    row('all', ({ name }) => summary.meanSpeed(name)),
    row('all, on the clock', ({ name }) => summary.meanSpeed(name, undefined, 'wall')),
  ];
}

const targetRows = (summary: Summary): readonly Cells[] =>
  targets.map((target) => {
    const figure = target.figure(summary);
    if (!figure) return [target.what, `${target.bound} ${target.limit} ${target.unit}`, '', 'not measured'];
    const digits = target.limit < 10 ? 2 : 0;
    return [target.what, `${target.bound} ${target.limit} ${target.unit}`, `${number(figure.value, digits)}${figure.at === undefined ? '' : ` (${figure.at})`}`, isMet(target, figure) ? 'met' : 'not met'];
  });

/** @param circumstances where and when it was measured, in a line */
export function report(summary: Summary, peers: readonly Peer[], circumstances: string): string {
  const columns = ['program', 'kind', 'M instructions', 'MIPS', 'ours, s', ...peers.flatMap(({ title }) => [`${title}, s`, 'speed'])];
  return [
    circumstances,
    table(columns, 2, summary.comparisons.map((comparison) => programRow(summary, peers, comparison))),
    table(['geometric mean of speeds', ...peers.map(({ title }) => `beside ${title}`)], 1, meanRows(summary, peers)),
    table(['target', 'bound', 'measured', ''], 4, targetRows(summary)),
  ].join('\n\n');
}
