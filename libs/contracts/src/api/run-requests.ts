import { z } from 'zod';
import { jobSpecification } from '../job/job.ts';
import { batchId, name, workerReference } from '../names.ts';
import { pageQuery } from './page.ts';
import { runState } from './run.ts';

/** POST /v1/runs. */
export const runRequest = z.strictObject({ job: jobSpecification, worker: workerReference.optional().describe('which worker is to have it; without, any') });
export type RunRequest = z.infer<typeof runRequest>;

const list = <T extends z.ZodType>(item: T) => z.union([item.transform((one) => [one]), z.array(item).max(32)]);
const label = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}=.{0,256}$/s, 'expected key=value').transform((text) => {
  const at = text.indexOf('=');
  return [text.slice(0, at), text.slice(at + 1)] as const;
});

/** GET /v1/runs: those that fit all that is given. `state` and `label` may come several times: any of the states, all of the labels. */
export const runQuery = z.strictObject({
  state: list(runState).optional(),
  label: list(label).transform((pairs) => Object.fromEntries(pairs)).optional().describe('key=value'),
  name: name.optional(),
  batch: batchId.optional(),
  id_prefix: z.string().regex(/^r_[0-9a-f]{0,32}$/, 'expected r_ and hex digits').optional(),
  ...pageQuery,
});
export type RunQuery = z.infer<typeof runQuery>;
