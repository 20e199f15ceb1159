import { z } from 'zod';

/** What the service answers when it refuses or fails: problem details (RFC 9457), as application/problem+json. */
export const problem = z.object({
  /** A URI reference that is stable for its code. */
  type: z.string(),
  title: z.string(),
  status: z.int(),
  /** For people: what was wrong, where, and what would be right. */
  detail: z.string(),
  /** For programs, and stable: run.not_found, job.invalid .. */
  code: z.string(),
  /** Of the request: what to look for in the service's logs. */
  request: z.string().optional(),
  /** Places in the body (RFC 6901), or parameters of the path, the query or the headers, with what was wrong there. */
  errors: z.array(z.object({ in: z.enum(['body', 'path', 'query', 'header']), pointer: z.string(), detail: z.string() })).optional(),
});
export type Problem = z.infer<typeof problem>;
