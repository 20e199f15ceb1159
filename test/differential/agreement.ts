/** Holds two machines to each other, and explains where they do not agree. */
import type { Case } from './case.ts';
import { disagreement, type Side } from './pair.ts';
import { report } from './report.ts';
import { shrink } from './shrink.ts';

/** The smallest case made from this one on which the two do not agree, as text; undefined where they do. */
export function explainedDisagreement(a: Side, b: Side, each: Case): string | undefined {
  if (disagreement(a, b, each).length === 0) return undefined;
  const smallest = shrink(each, (candidate) => disagreement(a, b, candidate).length > 0);
  return report(smallest, [a.name, b.name], disagreement(a, b, smallest));
}

/** Throws an Error with the smallest failing program if the two do not end in the same state. */
export function expectAgreement(a: Side, b: Side, each: Case): void {
  const explanation = explainedDisagreement(a, b, each);
  if (explanation !== undefined) throw new Error(explanation);
}
