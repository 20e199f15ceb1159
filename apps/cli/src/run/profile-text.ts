import type { Profile } from '@reprise/vm-host';
import { fields, table } from '../output/table.ts';
import { counted, grouped } from '../recording/numbers.ts';

const MOST_FUNCTIONS = 20;

interface FunctionRow {
  readonly name: string;
  /** Samples in the function itself, and in it and what it calls. */
  readonly self: number;
  readonly total: number;
}

/** The functions that most instructions were spent in, and what was counted, for a person. */
export function profileText({ period, samples, counts }: Profile): string {
  const share = (part: number, whole = samples.length): string => `${((100 * part) / Math.max(1, whole)).toFixed(1)}%`;
  const functions = functionsOf(samples.map(({ stack }) => stack)).slice(0, MOST_FUNCTIONS);
  const { instructions, tiers, regions, slow, mmio, compiler } = counts;
  const devices = Object.entries(mmio).map(([path, { reads, writes }]) => [path, reads + writes] as const).sort(([, a], [, b]) => b - a);
  const list = (of: readonly (readonly [name: string, count: number])[]): string => of.map(([name, count]) => `${name} ${grouped(count)}`).join(', ');
  const summary = fields([
    ['profile', `${counted(instructions, 'instruction')}, a sample every ${grouped(period)}`],
    ['tiers', `compiled ${share(tiers.compiled, instructions)}, interpreted ${share(tiers.interpreted, instructions)}`],
    ['compiler', `${counted(compiler.regions, 'region')} of ${counted(compiler.instructions, 'instruction')}, ${counted(compiler.bytes, 'byte')}, ${compiler.ms.toFixed(0)} ms`],
    Object.keys(compiler.dropped).length > 0 ? ['dropped', list(Object.entries(compiler.dropped))] : null,
    regions ? ['regions', `${list([['entered', regions.entered], ['from another', regions.chained]])}; left: ${list(Object.entries(regions.left))}`] : null,
    slow ? ['slow', list(Object.entries(slow))] : null,
    devices.length > 0 ? ['mmio', list(devices)] : null,
  ]);
  return `${summary}\n${table<FunctionRow>([
    { title: 'SELF', text: ({ self }) => share(self), align: 'right' },
    { title: 'TOTAL', text: ({ total }) => share(total), align: 'right' },
    { title: 'FUNCTION', text: ({ name }) => name },
  ], functions)}`;
}

/** Functions by the samples in them, those with most first. */
function functionsOf(stacks: readonly (readonly string[])[]): FunctionRow[] {
  const [self, total] = [new Map<string, number>(), new Map<string, number>()];
  const add = (counts: Map<string, number>, name: string): void => void counts.set(name, (counts.get(name) ?? 0) + 1);
  for (const stack of stacks) {
    const own = stack.at(-1);
    if (own !== undefined) add(self, own);
    for (const name of new Set(stack)) add(total, name);
  }
  return [...total].map(([name, samples]) => ({ name, total: samples, self: self.get(name) ?? 0 })).sort((a, b) => b.self - a.self || b.total - a.total);
}
