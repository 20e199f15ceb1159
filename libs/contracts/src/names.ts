import { z } from 'zod';

/** The name of a state, which is that of its snapshot: docs/snapshot-format.md. */
export const stateId = z.string().regex(/^sha256:[0-9a-f]{64}$/, 'expected sha256: and 64 hex digits');

/** Ids of the record: a letter or two for the kind, then a UUID (RFC 9562, version 7: they sort by time) without its hyphens. */
const idOf = (prefix: string): z.ZodString => z.string().regex(new RegExp(`^${prefix}_[0-9a-f]{32}$`), `expected ${prefix}_ and 32 hex digits`);
export const runId = idOf('r');
export const batchId = idOf('b');
export const crashId = idOf('c');
export const keyId = idOf('k');
export const workerId = idOf('w');
export const uploadId = idOf('u');

/** What people call projects, images, snapshots and workers. */
export const name = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/, 'expected 1 to 63 letters, digits, ".", "_" or "-", the first a letter or digit');

/** A worker in a request: by its id, or its name. */
export const workerReference = name;

/** Instructions, or bytes: integers that a number holds exactly. */
export const count = z.int().min(0);

/** An image by its digest, or by the name that its project gave it. */
export const imageReference = z.union([stateId, name]);

/** RFC 3339, UTC. */
export const timestamp = z.iso.datetime();
