/** Cases on our engine and on QEMU. */
import { OracleStuck, runCases } from '../../qemu/oracle/run.ts';
import type { OracleCase, OracleResult } from '../../qemu/oracle/case.ts';
import type { Case } from '../case.ts';
import { report } from '../report.ts';
import { smaller } from '../shrink.ts';
import type { Difference } from '../state.ts';
import { oracleCaseOf } from './oracle-case.ts';
import { resultDifferences } from './results.ts';

/** Something that runs cases, as the oracle does; throws OracleStuck with the first that does not end. */
export type Runner = (cases: readonly OracleCase[]) => readonly OracleResult[] | Promise<readonly OracleResult[]>;

/** Two harts: the second does nothing, but with it QEMU's atomics fault as stores. */
export const qemu: Runner = (cases) => runCases(cases, { harts: 2 });

interface Ended {
  readonly cases: readonly Case[];
  readonly results: readonly OracleResult[];
}

/** Runs cases, leaving out those that do not end. */
async function runEnding(run: Runner, cases: readonly Case[]): Promise<Ended> {
  let left = cases;
  for (;;) {
    try {
      return { cases: left, results: await run(left.map(oracleCaseOf)) };
    } catch (error) {
      if (!(error instanceof OracleStuck)) throw error;
      left = left.filter((_, index) => index !== error.index);
    }
  }
}

export interface Disagreement {
  readonly each: Case;
  readonly differences: readonly Difference[];
}

/** What came of a number of cases. */
export interface Comparison {
  /** Cases that ended on our side; QEMU's must then end too, or this throws OracleStuck. */
  readonly compared: number;
  readonly disagreements: readonly Disagreement[];
}

export async function compare(ours: Runner, cases: readonly Case[]): Promise<Comparison> {
  const ended = await runEnding(ours, cases);
  const theirs = await qemu(ended.cases.map(oracleCaseOf));
  return { compared: ended.cases.length, disagreements: disagreements(ended, theirs) };
}

const disagreements = ({ cases, results }: Ended, theirs: readonly OracleResult[]): Disagreement[] =>
  cases.flatMap((each, index): Disagreement[] => {
    const [our, their] = [results[index], theirs[index]];
    const differences = our && their ? resultDifferences(each, our, their) : [];
    return differences.length === 0 ? [] : [{ each, differences }];
  });

const CANDIDATES_AT_ONCE = 300;
const MOST_ROUNDS = 200;

/** The smallest case that still fails, of which many are tried in one run. */
async function shrunk(ours: Runner, failing: Disagreement): Promise<Disagreement> {
  let smallest = failing;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const next = await firstFailing(ours, [...smaller(smallest.each)]);
    if (!next) return smallest;
    smallest = next;
  }
  return smallest;
}

async function firstFailing(ours: Runner, candidates: readonly Case[]): Promise<Disagreement | undefined> {
  for (let start = 0; start < candidates.length; start += CANDIDATES_AT_ONCE) {
    const ended = await runEnding(ours, candidates.slice(start, start + CANDIDATES_AT_ONCE));
    // a candidate may do to QEMU what no case of ours does; what ends on both counts
    const onQemu = await runEnding(qemu, ended.cases);
    const results = ended.results.filter((_, index) => onQemu.cases.some((each) => each === ended.cases[index]));
    const [found] = disagreements({ cases: onQemu.cases, results }, onQemu.results);
    if (found) return found;
  }
  return undefined;
}

/** The shortest failing program made from a disagreement, as text. */
export async function explain(ours: Runner, found: Disagreement): Promise<string> {
  const { each, differences } = await shrunk(ours, found);
  return report(each, ['our engine', 'QEMU'], differences);
}

/** Throws an Error with the shortest failing program, if any case does not end alike. Returns how many cases were compared. */
export async function expectAgreement(ours: Runner, cases: readonly Case[]): Promise<number> {
  const { compared, disagreements: found } = await compare(ours, cases);
  const [first] = found;
  if (first) throw new Error(`${found.length} of ${cases.length} cases; the first:\n${await explain(ours, first)}`);
  return compared;
}
