import type { Assignment, Ended, Head, JobSpecification, Origin, Run, RunEnd, RunState } from '@reprise/contracts';

/** Milliseconds since 1970 by the record's clock. */
export type Millis = number;

/** A migration that has begun: the source has stopped with this state stored, and waits for the target until then. */
export interface Migration {
  readonly target: string;
  readonly state: string;
  readonly until: Millis;
}

/** A run as the record has it. */
export interface StoredRun {
  readonly id: string;
  readonly project: string;
  readonly name: string | null;
  readonly state: RunState;
  /** Counts every change; the sequence numbers of events are versions. */
  readonly version: number;
  /** Hash of all that determines the run. */
  readonly key: string;

  // Who has it.
  /** Counts ownerships; 0 before the first. */
  readonly epoch: number;
  readonly worker: string | null;
  readonly leaseUntil: Millis | null;
  readonly vmState: string | null;
  readonly migration: Migration | null;
  /** While it waits: the one worker that may have it, and until when no other may. */
  readonly wantedWorker: string | null;
  readonly wantedUntil: Millis | null;
  /** While it waits: not to be claimed before. */
  readonly notBefore: Millis;

  // What it is.
  readonly job: JobSpecification;
  readonly images: Assignment['images'];
  readonly origin: Origin | null;
  readonly forkInput: string | null;
  readonly until: Assignment['until'];
  readonly task: Assignment['task'];
  readonly batch: string | null;
  readonly labels: Readonly<Record<string, string>>;
  readonly priority: number;

  // How far it is.
  readonly head: Head | null;
  /** Of a paused run: its state. */
  readonly savedState: string | null;
  /** Ownerships that a fault of ours ended. */
  readonly attempts: number;
  /** Of them, those in succession in which nothing was stored. */
  readonly failures: number;
  readonly end: RunEnd | null;
  readonly crash: string | null;
  readonly artefacts: Ended['artefacts'];

  readonly createdAt: Millis;
  readonly startedAt: Millis | null;
  readonly endedAt: Millis | null;
  /** Deleted, but kept for runs that go on from it. */
  readonly deletedAt: Millis | null;
}

/** Segments that a head has. */
export const segmentsOf = (head: Head | null): number => head?.parts.at(-1)?.to ?? 0;

const timeOf = (millis: Millis): string => new Date(millis).toISOString();

/** A run as the API shows it. */
export const showRun = (run: StoredRun): Run => ({
  id: run.id,
  project: run.project,
  name: run.name,
  state: run.state,
  vmState: run.vmState,
  key: run.key,
  epoch: run.epoch,
  worker: run.worker,
  job: run.job,
  origin: run.origin,
  batch: run.batch,
  labels: run.labels,
  icount: run.end?.icount ?? run.head?.icount ?? 0,
  consoleBytes: run.end?.consoleBytes ?? run.head?.consoleBytes ?? 0,
  storedBytes: run.head?.storedBytes ?? 0,
  keyframes: run.head?.keyframes.length ?? 0,
  attempts: run.attempts,
  end: run.end,
  crash: run.crash,
  createdAt: timeOf(run.createdAt),
  startedAt: run.startedAt === null ? null : timeOf(run.startedAt),
  endedAt: run.endedAt === null ? null : timeOf(run.endedAt),
  version: run.version,
});
