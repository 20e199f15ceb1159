import { z } from 'zod';
import { count, crashId, runId, stateId, timestamp } from '../names.ts';

/** A crash of a run: docs/crash-record.md. */
export const crash = z.strictObject({
  id: crashId,
  run: runId,
  signature: z.string().describe('equal for crashes of the same cause'),
  title: z.string(),
  icount: count,
  state: stateId.nullable().describe('the state at the crash'),
  record: z.record(z.string(), z.unknown()),
  createdAt: timestamp,
});
export type Crash = z.infer<typeof crash>;

/** Crashes of one signature. */
export const crashGroup = z.strictObject({ signature: z.string(), title: z.string(), count, first: crashId, last: crashId, firstAt: timestamp, lastAt: timestamp });
export type CrashGroup = z.infer<typeof crashGroup>;
