import type { JitOptions, Region } from '@reprise/jit';
import type { Instant, RestorableRun, Run } from '@reprise/vm';
import { firstAt, isBefore } from '../recording/instants.ts';
import type { Execution } from './execution.ts';
import type { AddressRange, CompiledInstruction, FirstDifference } from './difference.ts';
import { executeOne } from './executed.ts';
import { firstDifference, pagesOf } from './first-difference.ts';
import { firstWhere, smallestStretch } from './narrowing.ts';
import { runDifferences } from './run-differences.ts';
import { Trial, type Compiling } from './trial.ts';

/** Two ways to execute a stretch of a run, of which one compiles. */
export interface CompiledWays {
  readonly compiling: Compiling;
  readonly plain: () => Run;
  /** Which side of the difference the compiling one is. */
  readonly compiles: 'left' | 'right';
  /** Has a run begin at the start of the stretch, or at a state in it. */
  readonly begin: (run: Run, at?: RestorableRun) => Execution;
}

/** Instants at which both are compared lie so far apart: at least, and as a share of the way until then. */
const LEAST_STRIDE = 250_000;
const STRIDE_SHARE = 8;
/** How far to look back for instructions of the cause: a region with so many asks in between whether it may go on. */
const MOST_EXECUTED = 64;

/**
 * The first instruction after which an execution that compiles differs from one that does not; null if they are the same up to `to`.
 *
 * Compiled code runs only where it may take its whole way to where it next asks, and what is restored has none: so no state of the compiling
 * side is gone on from. It is executed anew each time, up to another instant, or with other code compiled. First the two are compared at
 * instants ever further on; then with less and less code compiled, from both ends of what was; then up to ever earlier instants. Where they do
 * not differ as they are given, they may where everything is compiled at once.
 */
export async function compiledDifference(ways: CompiledWays, to: Instant): Promise<FirstDifference | null> {
  const plain = ways.begin(ways.plain());
  const start = plain.run.now;
  for (const jit of [{}, { threshold: 0 }]) {
    plain.back(start);
    const samples = await firstDifferentSample(ways, jit, plain, to);
    if (samples) return narrowed(ways, jit, plain, samples, to);
  }
  return null;
}

async function narrowed(ways: CompiledWays, jit: Partial<JitOptions>, plain: Execution, samples: Samples, to: Instant): Promise<FirstDifference | null> {
  const trial = await reproduced(ways, jit, plain, samples);
  const range = await smallestRange(trial, samples);
  if (!range) return interpreterDifference(ways, to);
  const from = plain.run.now;
  const differs = async (icount: number): Promise<boolean> => {
    plain.back(from);
    return (await plain.runTo(firstAt(icount))) !== (await trial.take(firstAt(icount), range));
  };
  const end = await firstWhere(from.icount, samples.at.icount, differs);
  plain.back(from);
  const before = pagesOf(plain.run);
  const executed = await executedUpTo(plain, end);
  await trial.take(firstAt(end), range);
  const [left, right] = sides(ways, trial.execution, plain);
  const last = executed.at(-1) ?? null;
  return {
    icount: end - 1,
    left: last,
    right: last,
    differences: runDifferences(left.changes(), right.changes(), before),
    compiled: { range, regions: trial.regions, executed: lastPass(executed, range) },
  };
}

const sides = ({ compiles }: CompiledWays, compiling: Execution, plain: Execution): readonly [left: Execution, right: Execution] =>
  compiles === 'left' ? [compiling, plain] : [plain, compiling];

/** What compiles differs without anything being compiled: it interprets otherwise. */
const interpreterDifference = (ways: CompiledWays, to: Instant): Promise<FirstDifference | null> =>
  firstDifference(...sides(ways, ways.begin(ways.compiling({ mayCompile: () => false })), ways.begin(ways.plain())), to);

/** Both are the same at `since`, and differ at `at`, where `text` tells the plain one from others. */
interface Samples {
  readonly since: Instant;
  readonly at: Instant;
  readonly text: string;
  /** Where they were compared. */
  readonly stops: readonly Instant[];
}

/** Compares both at instants further and further on; the plain one keeps its state where they were last the same. */
async function firstDifferentSample({ compiling, begin }: CompiledWays, jit: Partial<JitOptions>, plain: Execution, to: Instant): Promise<Samples | null> {
  const other = begin(compiling({ ...jit, mayCompile: () => true })); // so that it compiles itself what it would else find kept: that is what can be narrowed
  const start = plain.run.icount;
  const stops: Instant[] = [];
  for (let since = plain.run.now; isBefore(since, to); since = plain.run.now) {
    plain.keep();
    const stride = Math.max(LEAST_STRIDE, Math.floor((since.icount - start) / STRIDE_SHARE));
    const next = since.icount + stride < to.icount ? firstAt(since.icount + stride) : to;
    const [text, otherText] = [await plain.runTo(next), await other.runTo(next)];
    stops.push(next);
    if (text !== otherText) return { since, at: next, text, stops };
    if (isBefore(plain.run.now, next)) return null; // it has ended
  }
  return null;
}

/**
 * The compiling side from where both are the same, so that it differs where it did: with everything compiled at once, as it was given, or, where what
 * was counted before has a part in it, all of it from the start. Leaves the plain side where it begins.
 */
async function reproduced({ compiling, begin }: CompiledWays, jit: Partial<JitOptions>, plain: Execution, { since, at, text, stops }: Samples): Promise<Trial> {
  plain.back(since);
  const saved = plain.run.save();
  const candidates = [
    () => new Trial(compiling, { threshold: 0 }, (run) => begin(run, saved)),
    () => new Trial(compiling, jit, (run) => begin(run, saved)),
  ];
  for (const candidate of candidates) {
    const trial = candidate();
    if ((await trial.take(at)) !== text) return trial;
  }
  const trial = new Trial(compiling, jit, (run) => begin(run), stops);
  if ((await trial.take(at)) === text) throw new Error('a compiling execution is not the same as itself');
  return trial;
}

/** The least range of addresses that must be compiled, of those that were in the trial that was just taken; null if none must. */
async function smallestRange(trial: Trial, { at, text }: Samples): Promise<AddressRange | null> {
  const addresses = addressesOf(trial.regions);
  const rangeOf = (first: number, last: number): AddressRange => ({ first: addresses[first] ?? 0n, last: addresses[last] ?? 0n });
  const differs = async (range: AddressRange): Promise<boolean> => (await trial.take(at, range)) !== text;
  if (await differs(NOTHING)) return null;
  return rangeOf(...(await smallestStretch(addresses.length, (first, last) => differs(rangeOf(first, last)))));
}

const NOTHING: AddressRange = { first: 1n, last: 0n };

/** Where there are instructions in regions, in order. */
function addressesOf(regions: readonly Region[]): bigint[] {
  const all = regions.flatMap(({ base, blocks }) => blocks.flatMap(({ instructions }) => instructions.map(({ offset }) => base + BigInt(offset))));
  return [...new Set(all)].sort((a, b) => (a < b ? -1 : 1));
}

/** The last instructions before an icount, taken one by one. */
async function executedUpTo(plain: Execution, end: number): Promise<CompiledInstruction[]> {
  const { run } = plain;
  if (end - MOST_EXECUTED > run.icount) await plain.runTo(firstAt(end - MOST_EXECUTED));
  const executed: CompiledInstruction[] = [];
  while (run.icount < end) {
    const { icount } = run;
    const registers = run.machine.harts.map((hart) => ({ x: all((number) => hart.x(number)), f: all((number) => hart.get('f', number)) }));
    const one = await executeOne(plain);
    const found = one && registers[one.hart];
    if (!one || !found) break;
    executed.push({ ...one, icount, ...found });
  }
  return executed;
}

/** What was executed of a range when its hart last went through it. */
function lastPass(executed: readonly CompiledInstruction[], { first, last }: AddressRange): CompiledInstruction[] {
  const isInside = ({ pc }: CompiledInstruction): boolean => pc >= first && pc <= last;
  const hart = executed.findLast(isInside)?.hart;
  const own = executed.filter((each) => each.hart === hart);
  const end = own.findLastIndex(isInside) + 1;
  return own.slice(own.slice(0, end).findLastIndex((each) => !isInside(each)) + 1, end);
}

const all = (read: (number: number) => bigint): bigint[] => Array.from({ length: 32 }, (_, number) => read(number));
