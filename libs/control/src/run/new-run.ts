import type { Assignment, JobSpecification, Origin } from '@reprise/contracts';
import { newId } from '../id/new-id.ts';
import type { Millis, StoredRun } from './run.ts';
import { runKey } from './run-key.ts';

/** What a run begins with. */
export interface NewRun {
  readonly project: string;
  readonly job: JobSpecification;
  readonly images: Assignment['images'];
  readonly name?: string | null | undefined;
  readonly labels?: Readonly<Record<string, string>>;
  readonly origin?: Origin | null;
  readonly forkInput?: string | null;
  readonly until?: Assignment['until'];
  readonly task?: Assignment['task'];
  readonly batch?: string | null;
  /** Only this worker may have it, for a while. */
  readonly wanted?: { readonly worker: string; readonly until: Millis } | undefined;
  /** Where it is known already: of what is executed again. */
  readonly key?: string;
}

/** A run that waits for its first owner. */
export function newRun(given: NewRun, now: Millis): StoredRun {
  const { project, job, images, origin = null, forkInput = null, until = null, task = 'run', batch = null, wanted } = given;
  return {
    id: newId('r', now),
    project,
    name: given.name ?? job.name ?? null,
    state: 'pending',
    version: 1,
    key: given.key ?? runKey(job, { images, origin, forkInput, until }),
    epoch: 0,
    worker: null,
    leaseUntil: null,
    vmState: null,
    migration: null,
    wantedWorker: wanted?.worker ?? null,
    wantedUntil: wanted?.until ?? null,
    notBefore: 0,
    job,
    images,
    origin,
    forkInput,
    until,
    task,
    batch,
    labels: { ...job.labels, ...given.labels },
    priority: job.priority,
    head: null,
    savedState: null,
    attempts: 0,
    failures: 0,
    end: null,
    crash: null,
    artefacts: [],
    createdAt: now,
    startedAt: null,
    endedAt: null,
    deletedAt: null,
  };
}
