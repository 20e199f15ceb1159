import { z } from 'zod';
import { runId, timestamp } from '../names.ts';

/** Something that happened to a run. Ids ascend within a run. */
export const runEvent = z.strictObject({
  id: z.int().min(1),
  run: runId,
  at: timestamp,
  /** created, state, command, answer, fault, migration, crash, deleted. */
  type: z.string(),
  data: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
});
export type RunEvent = z.infer<typeof runEvent>;
