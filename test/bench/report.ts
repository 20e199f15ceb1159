import type { Comparison } from './compare.ts';
import { median } from './statistics.ts';

const HEADINGS = ['program', 'instructions', 'MIPS', 'ours CPU', 'QEMU CPU', 'ratio (least to most)', 'without start', 'ours wall', 'QEMU wall', 'ratio'];

const million = (value: number): string => `${(value / 1e6).toFixed(1)} M`;
const seconds = (value: number): string => `${value.toFixed(2)} s`;
const times = (value: number): string => value.toFixed(2);

/** What the loop itself cost, where the cost of a program that ends at once is known. */
interface Net {
  readonly ours: number;
  readonly qemu: number;
}

const net = ({ ours, qemu }: Comparison, start: Comparison | undefined): Net | undefined =>
  start && { ours: ours.cpu - start.ours.cpu, qemu: qemu.cpu - start.qemu.cpu };

function row(result: Comparison, start: Comparison | undefined): string[] {
  const { workload, instructions, ours, qemu, ratio: [middle, least, most], wallRatio } = result;
  const loop = workload.kind === 'start' ? undefined : net(result, start);
  return [
    workload.name,
    million(instructions),
    loop ? (instructions / loop.ours / 1e6).toFixed(0) : '',
    seconds(ours.cpu),
    seconds(qemu.cpu),
    `${times(middle)} (${times(least)} to ${times(most)})`,
    loop ? times(loop.ours / loop.qemu) : '',
    seconds(ours.wall),
    seconds(qemu.wall),
    times(wallRatio),
  ];
}

/** Columns, the first to the left, the others to the right. */
function table(rows: readonly (readonly string[])[]): string {
  const widths = HEADINGS.map((_, column) => Math.max(...rows.map((cells) => cells[column]?.length ?? 0)));
  return rows.map((cells) => cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0))).join('  ')).join('\n');
}

/** A table of all comparisons; below it, what the promises are about. Ratios are our time over QEMU's: less is better. */
export function report(results: readonly Comparison[]): string {
  const start = results.find(({ workload }) => workload.kind === 'start');
  const ratios = results.filter(({ workload }) => workload.kind === 'integer').map((result) => {
    const loop = net(result, start);
    return { name: result.workload.name, value: loop ? loop.ours / loop.qemu : result.ratio[0] };
  });
  const linux = results.find(({ workload }) => workload.name === 'linux');
  const worst = ratios.toSorted((a, b) => b.value - a.value)[0];
  return [
    table([HEADINGS, ...results.map((result) => row(result, start))]),
    '',
    ...(linux ? [`Linux boot to power-off, start-up included: ${times(linux.ratio[0])} times QEMU's processor time, ${times(linux.wallRatio)} times its wall time`] : []),
    ...(worst ? [`integer loops: ${times(median(ratios.map(({ value }) => value)))} times QEMU's time (median), ${times(worst.value)} at worst (${worst.name})`] : []),
  ].join('\n');
}
