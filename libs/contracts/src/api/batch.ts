import { z } from 'zod';
import { batchSpecification } from '../job/job.ts';
import { batchId, count, crashId, runId, stateId, timestamp } from '../names.ts';
import { runState } from './run.ts';

export const batch = z.strictObject({
  id: batchId,
  project: z.string(),
  name: z.string().nullable(),
  specification: batchSpecification,
  labels: z.record(z.string(), z.string()),
  /** The run that the others are forked from. */
  base: runId.nullable(),
  total: count,
  /** How many of its runs are in which state; states without a run are left out. */
  states: z.partialRecord(runState, count),
  createdAt: timestamp,
  endedAt: timestamp.nullable().describe('when the last of its runs had ended'),
});
export type Batch = z.infer<typeof batch>;

/** One combination of a batch's matrix, and what came of it. */
export const batchResult = z.strictObject({
  run: runId,
  name: z.string().nullable(),
  values: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  state: runState,
  exitCode: z.int().nullable(),
  reason: z.string().nullable(),
  message: z.string().nullable(),
  icount: count,
  finalState: stateId.nullable(),
  consoleSha256: z.string().nullable(),
  crash: crashId.nullable(),
  signature: z.string().nullable(),
  /** From its first claim to its end. */
  seconds: z.number().nullable(),
});
export type BatchResult = z.infer<typeof batchResult>;
