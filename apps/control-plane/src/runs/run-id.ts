import { z } from 'zod';

/** A run in a path: its id, or enough of its beginning to tell it from the project's others. */
export const runReference = z.string().regex(/^(r_)?[0-9a-f]{1,32}$/, "expected a run's id, r_ and 32 hex digits, or its beginning");
