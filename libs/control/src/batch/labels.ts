import type { BatchSpecification } from '@reprise/contracts';
import type { Combination } from './expand.ts';

/** Characters of a label's value, at most. */
const MAX_LABEL = 256;

/** Labels of a run of a batch: those of the batch, and its values by which it is found. */
export const labelsOf = (batch: BatchSpecification, values: Combination): Readonly<Record<string, string>> => ({
  ...batch.labels,
  ...Object.fromEntries([...values].map(([name, value]) => [name, String(value).slice(0, MAX_LABEL).toWellFormed().replaceAll('\0', '\uFFFD')])),
});
