import { z } from 'zod';
import { jobSpecification } from '../job/job.ts';
import { batchId, count, crashId, runId, stateId, timestamp, workerId } from '../names.ts';

/** design: pending -> running <-> paused; running -> migrating -> running; running -> an end. libs/control has the transitions. */
export const runState = z.enum(['pending', 'running', 'paused', 'migrating', 'succeeded', 'failed', 'crashed', 'cancelled', 'error']);
export type RunState = z.infer<typeof runState>;

/** Where a run comes from, if not from power-on: an instant of another run, or a snapshot. */
export const origin = z.strictObject({ run: runId.nullable(), icount: count, state: stateId.nullable() });
export type Origin = z.infer<typeof origin>;

/** What a run came to. */
export const runEnd = z.strictObject({
  /** As `reprise run --json` has it: shutdown, reset, idle, instruction-limit, wall-limit, crashed, cancelled, internal-error, io-error .. */
  reason: z.string(),
  exitCode: z.int().nullable(),
  /** The state at the end, whole machine. */
  state: stateId.nullable(),
  icount: count,
  consoleBytes: count,
  consoleSha256: z.string().regex(/^[0-9a-f]{64}$/).nullable(),
  /** What went wrong, for people. */
  message: z.string().nullable(),
});
export type RunEnd = z.infer<typeof runEnd>;

/** A run, as the API shows it. */
export const run = z.strictObject({
  id: runId,
  project: z.string(),
  name: z.string().nullable(),
  state: runState,
  /** QEMU's run state of the VM, while a worker has one. */
  vmState: z.string().nullable(),
  /** Hash of all that determines the run: equal keys, equal states. */
  key: z.string(),
  epoch: z.int(),
  worker: workerId.nullable(),
  job: jobSpecification,
  origin: origin.nullable(),
  batch: batchId.nullable(),
  labels: z.record(z.string(), z.string()),
  /** How far what is stored has come; the guest is ahead of it. */
  icount: count,
  consoleBytes: count,
  storedBytes: count,
  keyframes: z.int(),
  attempts: z.int(),
  end: runEnd.nullable(),
  crash: crashId.nullable(),
  createdAt: timestamp,
  startedAt: timestamp.nullable(),
  endedAt: timestamp.nullable(),
  version: z.int(),
});
export type Run = z.infer<typeof run>;
