import type { Assignment, Origin } from '@reprise/contracts';
import { newRun } from '../run/new-run.ts';
import type { Millis, StoredRun } from '../run/run.ts';
import type { StoredBatch } from './batch.ts';
import type { BatchRun } from './expand.ts';
import { labelsOf } from './labels.ts';

/** The runs of a batch that go on from one instant. */
export const forksOf = ({ id, project, specification }: StoredBatch, expanded: readonly BatchRun[], origin: Origin, images: Assignment['images'], now: Millis): readonly StoredRun[] =>
  expanded.map(({ job, values, input }) => newRun({ project, job, images, labels: labelsOf(specification, values), origin, forkInput: input, batch: id }, now));
