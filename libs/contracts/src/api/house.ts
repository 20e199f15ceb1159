import { z } from 'zod';
import { count, keyId, name, runId, timestamp, workerId } from '../names.ts';

/** viewer reads, operator also makes and commands, admin also has the house: keys, workers, gc, audit, of all projects. */
export const role = z.enum(['viewer', 'operator', 'admin']);
export type Role = z.infer<typeof role>;

/** An API key, without its secret, which only its creation shows. */
export const apiKey = z.strictObject({
  id: keyId,
  project: z.string(),
  role,
  name: z.string().nullable(),
  createdAt: timestamp,
  revokedAt: timestamp.nullable(),
});
export type ApiKey = z.infer<typeof apiKey>;
export const keyRequest = z.strictObject({ project: name, role, name: name.optional() });
export type KeyRequest = z.infer<typeof keyRequest>;
export const createdKey = z.strictObject({ key: apiKey, secret: z.string() });
export type CreatedKey = z.infer<typeof createdKey>;

export const worker = z.strictObject({
  id: workerId,
  name: z.string(),
  host: z.string(),
  version: z.string(),
  state: z.enum(['online', 'draining', 'lost']),
  slots: z.int(),
  freeSlots: z.int(),
  runs: z.array(runId),
  /** Guest instructions per second of all its runs, in millions. */
  mips: z.number(),
  createdAt: timestamp,
  seenAt: timestamp,
});
export type Worker = z.infer<typeof worker>;

/** Who did what. */
export const auditEntry = z.strictObject({
  id: z.string(),
  at: timestamp,
  project: z.string(),
  key: keyId.nullable(),
  action: z.string(),
  subject: z.string().nullable(),
  request: z.string().nullable(),
});
export type AuditEntry = z.infer<typeof auditEntry>;

/** Objects that nothing in the record refers to are put aside, and deleted for good by the next collection after the grace; until then they can be brought back. */
export const collection = z.strictObject({
  id: z.string(),
  dry_run: z.boolean(),
  objects: count.describe('found without use'),
  bytes: count,
  deleted: count.describe('of earlier collections, deleted for good'),
  kept: count.describe('in use'),
  examples: z.array(z.string()).describe('keys of some of the objects'),
  createdAt: timestamp,
  undoneAt: timestamp.nullable(),
});
export type Collection = z.infer<typeof collection>;
