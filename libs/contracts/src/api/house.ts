import { z } from 'zod';
import { count, keyId, name, timestamp, workerId } from '../names.ts';

/** viewer reads, operator also makes and commands, admin also has keys, workers, collections and the audit; an admin makes projects, by making keys of them. */
export const role = z.enum(['viewer', 'operator', 'admin']);
export type Role = z.infer<typeof role>;

/** An API key, without its secret, which only its creation shows. */
export const apiKey = z.strictObject({
  id: keyId,
  project: z.string(),
  role,
  name: z.string(),
  createdAt: timestamp,
  revokedAt: timestamp.nullable(),
});
export type ApiKey = z.infer<typeof apiKey>;
export const keyRequest = z.strictObject({ project: name.optional().describe('default: that of the key that asks'), role, name });
export type KeyRequest = z.infer<typeof keyRequest>;
export const createdKey = z.strictObject({ key: apiKey, secret: z.string() });
export type CreatedKey = z.infer<typeof createdKey>;

export const worker = z.strictObject({
  id: workerId,
  name: z.string(),
  host: z.string(),
  version: z.string(),
  /** lost: it has not been heard of for longer than a lease. */
  state: z.enum(['online', 'draining', 'lost']),
  slots: z.int(),
  freeSlots: z.int(),
  registeredAt: timestamp,
  seenAt: timestamp,
});
export type Worker = z.infer<typeof worker>;

/** Who did what, and what came of it. */
export const auditEntry = z.strictObject({
  id: z.string(),
  at: timestamp,
  project: z.string(),
  key: keyId.nullable(),
  /** As `POST /v1/runs`. */
  action: z.string(),
  target: z.string().nullable(),
  /** `ok`, or the code of the problem. */
  outcome: z.string(),
  details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
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
