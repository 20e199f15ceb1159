import { z } from 'zod';
import { batchSpecification } from '../job/job.ts';
import { batchId, count, crashId, runId, stateId, timestamp } from '../names.ts';
import { runState } from './run.ts';

export const batch = z.strictObject({
  id: batchId,
  project: z.string(),
  name: z.string().nullable(),
  /** booting: the run that the others fork from has not ended; ready: all runs are there; failed: it ended otherwise than hoped for. */
  state: z.enum(['booting', 'ready', 'failed']),
  message: z.string().nullable(),
  specification: batchSpecification,
  labels: z.record(z.string(), z.string()),
  /** The run that the others are forked from. */
  base: runId.nullable(),
  /** Runs that it has or will have, without the base. */
  size: count,
  /** How many of its runs, the base included, are in which state; states without a run are left out. Left out in lists. */
  counts: z.partialRecord(runState, count).optional(),
  createdAt: timestamp,
});
export type Batch = z.infer<typeof batch>;

/** One combination of a batch's matrix, and what came of it. */
export const batchResult = z.strictObject({
  run: runId,
  name: z.string().nullable(),
  state: runState,
  reason: z.string().nullable(),
  exitCode: z.int().nullable(),
  icount: count,
  /** The state at the end, whole machine. */
  endState: stateId.nullable(),
  crash: crashId.nullable(),
  message: z.string().nullable(),
  /** From its first claim to its end. */
  seconds: z.number().nullable(),
  /** Variables of the matrix, and their values as text. */
  values: z.record(z.string(), z.string()),
});
export type BatchResult = z.infer<typeof batchResult>;
