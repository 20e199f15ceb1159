import { z } from 'zod';
import { count, imageReference as snapshotReference, name, runId, timestamp, workerReference } from '../names.ts';
import { command } from '../worker/protocol.ts';
import { run } from './run.ts';

/** What is wanted of a run, and what came of it. Commands wait while a run moves, so an answer may take its time. */
export const runCommand = z.strictObject({
  id: z.string(),
  run: runId,
  kind: command.shape.kind,
  state: z.enum(['waiting', 'done', 'failed']),
  error: z.string().nullable(),
  result: z.record(z.string(), z.union([z.string(), z.number(), z.null()])),
  createdAt: timestamp,
  answeredAt: timestamp.nullable(),
});
export type RunCommand = z.infer<typeof runCommand>;

export const resumeRequest = z.strictObject({ worker: workerReference.optional().describe('which worker is to have it; without, any') });
export type ResumeRequest = z.infer<typeof resumeRequest>;
export const migrateRequest = z.strictObject({ worker: workerReference });
export type MigrateRequest = z.infer<typeof migrateRequest>;
export const reproRequest = z.strictObject({ worker: workerReference.optional().describe('which worker is to execute it; without, any') });
export type ReproRequest = z.infer<typeof reproRequest>;
export const snapshotRequest = z.strictObject({ name: name.optional() });
export type SnapshotRequest = z.infer<typeof snapshotRequest>;

/** New runs that go on from an instant of another: where it is stored now, at an instruction that it has passed, or at a snapshot of it. */
export const forkRequest = z
  .strictObject({
    icount: count.optional(),
    snapshot: snapshotReference.optional().describe('by state or name'),
    input: z.string().max(65_536).optional().describe('what is typed into each at its beginning'),
    name: name.optional(),
    labels: z.record(name, z.string().max(256)).default({}),
    count: z.int().min(1).max(1000).default(1),
    worker: workerReference.optional().describe('which worker is to have them; without, any'),
  })
  .refine(({ icount, snapshot }) => icount === undefined || snapshot === undefined, 'expected icount or snapshot, not both');
export type ForkRequest = z.infer<typeof forkRequest>;
export const forked = z.strictObject({ items: z.array(run) });
