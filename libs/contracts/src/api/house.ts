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

/** Objects that nothing in the record needs are put aside, and deleted by a collection after the grace; until then a collection can be undone. */
export const collection = z.strictObject({
  id: z.string(),
  dry_run: z.boolean(),
  objects: count.describe('that nothing needs, put aside now or before'),
  bytes: count.describe('of them'),
  deleted: count.describe('of them, for they were put aside long enough ago'),
  kept: count.describe('that something needs'),
  examples: z.array(z.string()).describe('keys of some that nothing needs'),
  createdAt: timestamp,
});
export type Collection = z.infer<typeof collection>;

/** What a collection put aside, and can be brought back. */
export const setAside = z.strictObject({ id: z.string(), objects: count, bytes: count, createdAt: timestamp });
export type SetAside = z.infer<typeof setAside>;
