import { z } from 'zod';
import { runId, timestamp } from '../names.ts';

/** Something that happened to a run. Ids count up within a run. */
export const runEvent = z.strictObject({
  id: z.int().min(1),
  run: runId,
  at: timestamp,
  /** state, claimed, committed, command, answered, lease-lost, migration, crash .. */
  type: z.string(),
  data: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
});
export type RunEvent = z.infer<typeof runEvent>;
