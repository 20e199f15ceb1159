import { z } from 'zod';
import { count, name, runId, stateId, timestamp } from '../names.ts';

/** A kept state of a run. Its id is that of the state, so that equal states are one snapshot of each project. */
export const snapshot = z.strictObject({
  id: stateId,
  name: name.nullable(),
  run: runId,
  icount: count,
  /** Why it is there: somebody asked for it, or the run stopped there. */
  reason: z.enum(['asked', 'paused', 'ended']),
  createdAt: timestamp,
});
export type Snapshot = z.infer<typeof snapshot>;

export const snapshotNaming = z.strictObject({ name: name.nullable() });
export type SnapshotNaming = z.infer<typeof snapshotNaming>;

export const snapshotDifferences = z.strictObject({
  left: stateId,
  right: stateId,
  fields: z.array(z.strictObject({ path: z.string(), left: z.string().nullable(), right: z.string().nullable() })).describe('registers, devices, configuration'),
  memories: z.array(
    z.strictObject({
      kind: z.enum(['ram', 'disk']),
      name: z.string(),
      pages: z.tuple([count, count]).describe('pages of each; 0 where it has no such memory'),
      differing: count.describe('how many pages differ'),
      first: z.array(count).describe('which, ascending: the first thousand'),
    }),
  ),
});
export type SnapshotDifferences = z.infer<typeof snapshotDifferences>;

export const restoreRequest = z.strictObject({ name: name.optional(), input: z.string().max(65_536).optional(), labels: z.record(name, z.string().max(256)).default({}), count: z.int().min(1).max(1000).default(1) });
export type RestoreRequest = z.infer<typeof restoreRequest>;
