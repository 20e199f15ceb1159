import { z } from 'zod';
import { origin, runEnd } from '../api/run.ts';
import { jobSpecification } from '../job/job.ts';
import { count, runId, stateId, workerId } from '../names.ts';

/*
 * What workers and control plane say to each other: JSON over HTTP under /internal/v1, with the worker's token (`Authorization: Bearer`) and its id (`Reprise-Worker`).
 * A worker calls, a control plane answers. Everything that is said of a run names the epoch in which its worker owns it, and is refused (409, code run.not_owner) when that
 * is not the newest. Every call may be said again with the same words, should its answer have been lost: it then has the same answer and no further effect.
 */

/** Segments [from, to) of a run's log were written in an epoch: docs/service.md. */
export const logPart = z.strictObject({ epoch: z.int().min(1), from: z.int().min(0), to: z.int().min(0) });
export type LogPart = z.infer<typeof logPart>;

/** How far a run is stored: the next owner goes on from here. */
export const head = z.strictObject({
  parts: z.array(logPart),
  /** Seal of the last segment, as hex; '' before the first. */
  seal: z.string(),
  /** Segments at whose start the state is kept, ascending; as of a recording's summary. */
  keyframes: z.array(z.int().min(0)),
  /** The states that are kept there, in the same order: what the object store must not lose. */
  states: z.array(stateId),
  icount: count,
  consoleBytes: count,
  storedBytes: count,
});
export type Head = z.infer<typeof head>;

/** POST /workers: a worker says that it is there. */
export const registration = z.strictObject({ id: workerId, name: z.string().max(63), slots: z.int().min(1).max(256), version: z.string(), host: z.string() });
export type Registration = z.infer<typeof registration>;

/** POST /workers/:id/claim {run}: asks to own a run that waits. 409 run.not_pending: somebody else has it, or it has ended. */
export const claim = z.strictObject({ run: runId });
/** What the new owner needs. */
export const assignment = z.strictObject({
  run: runId,
  epoch: z.int().min(1),
  job: jobSpecification,
  /** Images by the reference that the job has for them, as digests. */
  images: z.record(z.string(), stateId),
  origin: origin.nullable(),
  /** With an origin that is a run: how far that is stored. */
  originHead: head.nullable(),
  /** null: from the beginning. */
  head: head.nullable(),
  /** What came for a fork at its beginning. */
  forkInput: z.string().nullable(),
  /** Stop there with a snapshot, for others to fork from: the run ends as succeeded. */
  until: z.union([z.strictObject({ console: z.string() }), z.strictObject({ instructions: count })]).nullable(),
  /** What is to be done with it: run it, or execute a crashed or ended one again and compare. */
  task: z.enum(['run', 'repro']),
  /** Seconds from now until the lease ends, unless it is renewed. */
  leaseSeconds: z.number(),
});
export type Assignment = z.infer<typeof assignment>;

/** What came of a command. `result` as the API gives it to who asked. */
const answer = { error: z.string().nullable(), result: z.record(z.string(), z.union([z.string(), z.number(), z.null()])) };
/** Commands that are done with what is reported, as one thing with it: input is not typed twice, and not lost. */
const answers = z.array(z.strictObject({ command: z.string(), ...answer })).default([]);
/** A command to a run. It waits in the record until an owner has answered it. */
export const command = z.strictObject({
  id: z.string(),
  run: runId,
  kind: z.enum(['pause', 'cancel', 'snapshot', 'input', 'migrate', 'release', 'resume-after-migration']),
  /** input: base64 of the bytes. migrate: the target. */
  payload: z.record(z.string(), z.string()),
});
export type Command = z.infer<typeof command>;

/** POST /workers/:id/heartbeat: renews the leases of all of its runs, and learns what is wanted of them. */
export const heartbeat = z.strictObject({
  runs: z.array(z.strictObject({ run: runId, epoch: z.int(), vmState: z.string(), icount: count, mips: z.number() })),
  freeSlots: z.int().min(0),
  draining: z.boolean(),
});
export const heartbeatAnswer = z.strictObject({
  /** Runs of which this worker is no longer the owner: their VMs have to go. */
  lost: z.array(runId),
  commands: z.array(command),
  /** Whole states of migrations that this worker is to take over: prepares the run by what its assignment will be, then calls takeover. */
  incoming: z.array(z.strictObject({ run: runId, epoch: z.int(), state: stateId, assignment })),
  /** Runs that wait for this worker and no other: it claims them. */
  waiting: z.array(runId),
  drain: z.boolean(),
});
export type Heartbeat = z.infer<typeof heartbeat>;
export type HeartbeatAnswer = z.infer<typeof heartbeatAnswer>;

/** POST /runs/:run/commit: more of the run is stored. */
export const commit = z.strictObject({ epoch: z.int(), head, answers });
export type Commit = z.infer<typeof commit>;
/** POST /runs/:run/commands/:id: what came of a command that moves nothing of what is stored. */
export const commandAnswer = z.strictObject({ epoch: z.int(), ...answer });
export type CommandAnswer = z.infer<typeof commandAnswer>;
/** POST /runs/:run/yield: the owner lets go, all being stored: paused; or pending, to go on anywhere (or, `restart`, after a fault of ours). */
export const yieldRun = z.strictObject({ epoch: z.int(), to: z.enum(['paused', 'pending', 'restart']), head: head.nullable(), state: stateId.nullable(), message: z.string().nullable(), answers });
export type YieldRun = z.infer<typeof yieldRun>;
/** POST /runs/:run/prepared: the source of a migration has stopped with everything stored, and waits. */
export const prepared = z.strictObject({ epoch: z.int(), head, state: stateId, answers });
export type Prepared = z.infer<typeof prepared>;
/** POST /runs/:run/takeover: the target has restored the same state, and is the owner from now on (its answer is an Assignment). */
export const takeover = z.strictObject({ worker: workerId, fromEpoch: z.int(), state: stateId });
export type Takeover = z.infer<typeof takeover>;
/** POST /runs/:run/end: what the run came to. */
export const ended = z.strictObject({
  epoch: z.int(),
  state: z.enum(['succeeded', 'failed', 'crashed', 'cancelled', 'error']),
  head: head.nullable(),
  end: runEnd,
  /** Of a crash: the record (docs/crash-record.md). */
  crash: z.record(z.string(), z.unknown()).nullable(),
  artefacts: z.array(z.strictObject({ name: z.string(), sha256: z.string(), bytes: count })),
  answers,
});
export type Ended = z.infer<typeof ended>;
/** POST /runs/:run/repro: what executing it again came to. */
export const reproduced = z.strictObject({ epoch: z.int(), same: z.boolean(), expected: stateId, found: stateId.nullable(), icount: count, message: z.string().nullable() });
export type Reproduced = z.infer<typeof reproduced>;
