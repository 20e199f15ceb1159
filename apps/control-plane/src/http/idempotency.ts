import type { Idempotency } from '@reprise/control';

/** What the domain is told of an Idempotency-Key: with what it was used, since another request under the same key is an error. */
export const idempotency = (key: string | undefined, route: string, request: unknown): Idempotency | undefined => (key === undefined ? undefined : { key, request: { route, request } });
