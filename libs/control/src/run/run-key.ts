import { createHash } from 'node:crypto';
import type { Assignment, JobSpecification, Origin } from '@reprise/contracts';

/** What determines a run besides its job. */
export interface Determined {
  /** Digests by the references that the job has. */
  readonly images: Assignment['images'];
  readonly origin: Origin | null;
  readonly forkInput: string | null;
  readonly until: Assignment['until'];
}

/** JSON with the keys of every object in order: equal values have equal texts. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner) ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1))) : inner);
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Hash of a request: equal requests have equal ones. */
export const requestHash = (body: unknown): string => sha256(canonicalJson(body));

/**
 * The key of a run: the hash of all that determines it, so without what only concerns the house. An origin counts as the state that it is, where that is known:
 * how it was come by does not matter.
 */
export function runKey(job: JobSpecification, { images, origin, forkInput, until }: Determined): string {
  const { name: _name, labels: _labels, priority: _priority, retries: _retries, limits: { instructions }, ...rest } = job;
  const start = origin && (origin.state === null ? { run: origin.run, icount: origin.icount } : { state: origin.state, icount: origin.icount });
  return sha256(canonicalJson({ format: 1, job: { ...rest, limits: { instructions } }, images, start, forkInput, until }));
}
