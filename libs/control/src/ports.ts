/**
 * What the domain asks of the world. Adapters: libs/record (ServiceRecord), libs/queue (Queue, News), and localNews here. Each throws a
 * ControlError of kind `unavailable` where what it stands on is away; the same call may succeed later.
 */
import type { ApiKey } from './key/key.ts';
import type { AuditEntry } from './audit/audit.ts';
import type { StoredBatch } from './batch/batch.ts';
import type { StoredCommand } from './command/command.ts';
import type { CrashGroup, StoredCrash } from './crash/crash.ts';
import type { RunEvent } from './event/event.ts';
import type { ImageName, StoredImage, Upload } from './image/image.ts';
import type { NewsChannel, NewsMessage } from './news/news.ts';
import type { Slice } from './page/page.ts';
import type { Millis, StoredRun } from './run/run.ts';
import type { RunFilter } from './run/run-filter.ts';
import type { StoredSnapshot } from './snapshot/snapshot.ts';
import type { StoredWorker } from './worker/worker.ts';
import type { BundledImage, RunState } from '@reprise/contracts';

/** Lists are ordered by id, the newest first, unless something else is said; `after` is the last id of the page before. */
export interface RunTable {
  get(id: string): Promise<StoredRun | undefined>;
  insert(runs: readonly StoredRun[]): Promise<void>;
  /** Compare-and-set: writes `after` where the record still has `before`, its version and its lease. False: somebody was faster. */
  replace(before: StoredRun, after: StoredRun): Promise<boolean>;
  list(filter: RunFilter, slice: Slice, order?: 'newest' | 'oldest'): Promise<readonly StoredRun[]>;
  /** Runs that this worker owns in this epoch get a lease until then. Answers which. */
  renewLeases(worker: string, owned: readonly { readonly run: string; readonly epoch: number }[], until: Millis): Promise<readonly Pick<StoredRun, 'id' | 'vmState'>[]>;
  /** Runs with an owner whose lease has ended by now, the longest ago first. */
  lapsed(now: Millis, limit: number): Promise<readonly StoredRun[]>;
  /** Migrations that nobody has taken over by now. */
  overdueMigrations(now: Millis, limit: number): Promise<readonly StoredRun[]>;
  /** Migrations to this worker that it has to take over. */
  incoming(worker: string): Promise<readonly StoredRun[]>;
  /** Runs that wait for this worker and no other. */
  wantedBy(worker: string, now: Millis): Promise<readonly string[]>;
  /**
   * Runs that wait and may be claimed now: of each project the first `perProject` by priority and age. Each project's first come before any
   * project's second, and so on; `limit` in all.
   */
  waiting(now: Millis, perProject: number, limit: number, project?: string): Promise<readonly { readonly id: string; readonly epoch: number }[]>;
  /** How many runs there are in each state, of a project or batch or of all. */
  countByState(of: { readonly project?: string; readonly batch?: string }): Promise<Readonly<Partial<Record<RunState, number>>>>;
  /** The id of every run whose objects must be kept: not deleted, or gone on from; in the order of ids, from `after` on. */
  kept(slice: Slice): Promise<readonly StoredRun[]>;
}

export interface EventTable {
  insert(events: readonly RunEvent[]): Promise<void>;
  /** Events of a run after a sequence number, in their order. */
  list(run: string, after: number, limit: number): Promise<readonly RunEvent[]>;
}

export interface CommandTable {
  get(id: string): Promise<StoredCommand | undefined>;
  insert(commands: readonly StoredCommand[]): Promise<void>;
  /** Compare-and-set: answers a command that waits. False: it has been answered. */
  answer(id: string, answer: Pick<StoredCommand, 'error' | 'result' | 'answeredAt'>): Promise<boolean>;
  /** Commands of these runs that wait, in the order in which they were given. */
  waiting(runs: readonly string[]): Promise<readonly StoredCommand[]>;
}

export interface WorkerTable {
  get(id: string): Promise<StoredWorker | undefined>;
  /** Inserts it or replaces it; `drain` stays what it was. */
  put(worker: StoredWorker): Promise<void>;
  /** False: there is no such worker. */
  seen(id: string, change: Pick<StoredWorker, 'seenAt' | 'freeSlots' | 'draining'>): Promise<boolean>;
  setDrain(id: string, drain: boolean): Promise<boolean>;
  /** Workers that were heard of at or after `since`. */
  list(since: Millis): Promise<readonly StoredWorker[]>;
  /** Forgets workers that were last heard of before. */
  forget(before: Millis): Promise<void>;
}

export interface KeyTable {
  insert(key: ApiKey, hash: string): Promise<void>;
  byHash(hash: string): Promise<ApiKey | undefined>;
  get(id: string): Promise<ApiKey | undefined>;
  list(project: string, slice: Slice): Promise<readonly ApiKey[]>;
  /** False: there is none that is not revoked. */
  revoke(project: string, id: string, now: Millis): Promise<boolean>;
  /** Inserts a key where there is none at all, in a transaction: one of those who try at once does. */
  insertFirst(key: ApiKey, hash: string): Promise<boolean>;
}

export interface ImageTable {
  /** Leaves one that is there. */
  add(image: StoredImage): Promise<void>;
  get(project: string, digest: string): Promise<StoredImage | undefined>;
  /** By digest, ascending. */
  list(project: string, slice: Slice): Promise<readonly StoredImage[]>;
  delete(project: string, digest: string): Promise<boolean>;
  setName(name: ImageName): Promise<void>;
  /** Digests by name, of those that there are. */
  resolve(project: string, names: readonly string[]): Promise<ReadonlyMap<string, string>>;
  namesOf(project: string, digests: readonly string[]): Promise<readonly ImageName[]>;
  deleteName(project: string, name: string): Promise<boolean>;
  /** Is it an image of a run that has not ended? */
  isInUse(project: string, digest: string): Promise<boolean>;
  /** Every digest that some project has, or some kept run, ascending from `after` on. */
  kept(slice: Slice): Promise<readonly string[]>;
}

export interface UploadTable {
  get(id: string): Promise<Upload | undefined>;
  insert(upload: Upload): Promise<void>;
  /** Compare-and-set of the offset: false if it is no longer `before.offset`. */
  advance(before: Upload, after: Upload): Promise<boolean>;
  delete(id: string): Promise<void>;
  /** All of them: uploads are few. */
  list(): Promise<readonly Upload[]>;
}

export interface BatchTable {
  get(id: string): Promise<StoredBatch | undefined>;
  insert(batch: StoredBatch): Promise<void>;
  /** Compare-and-set of the state. */
  setState(id: string, from: StoredBatch['state'], to: StoredBatch['state'], message: string | null): Promise<boolean>;
  list(project: string, slice: Slice): Promise<readonly StoredBatch[]>;
  inState(state: StoredBatch['state'], limit: number): Promise<readonly StoredBatch[]>;
}

export interface CrashTable {
  get(id: string): Promise<StoredCrash | undefined>;
  insert(crash: StoredCrash): Promise<void>;
  list(of: { readonly project: string; readonly signature?: string | undefined; readonly run?: string | undefined }, slice: Slice): Promise<readonly StoredCrash[]>;
  /** Those of a run. */
  deleteOf(run: string): Promise<void>;
  /** By signature, those whose newest member is the newest first; `after` is that member's id. */
  groups(project: string, slice: Slice): Promise<readonly CrashGroup[]>;
}

export interface SnapshotTable {
  /** Leaves one of the same run and state as it is, but for a name that it had not. */
  add(snapshot: StoredSnapshot): Promise<void>;
  get(project: string, state: string): Promise<StoredSnapshot | undefined>;
  byName(project: string, name: string): Promise<StoredSnapshot | undefined>;
  /** By the id of their entry, the newest first. */
  list(of: { readonly project: string; readonly run?: string | undefined }, slice: Slice): Promise<readonly StoredSnapshot[]>;
  setName(project: string, state: string, name: string | null): Promise<boolean>;
  delete(project: string, state: string): Promise<boolean>;
  /** Those of a run that have no name. */
  deleteOf(run: string): Promise<void>;
  /** Every state that an entry or a kept run names, ascending from `after` on. */
  kept(slice: Slice): Promise<readonly string[]>;
}

export interface AuditTable {
  insert(entry: AuditEntry): Promise<void>;
  list(project: string, slice: Slice): Promise<readonly AuditEntry[]>;
}

/** What came of a request with an idempotency key. */
export interface Answered {
  readonly project: string;
  readonly key: string;
  /** SHA-256 of what was asked, as hex. */
  readonly request: string;
  /** JSON. */
  readonly answer: string;
  readonly at: Millis;
}

export interface IdempotencyTable {
  /** Takes the key, or says what was answered under it; waits for a transaction that is about to take it. */
  take(entry: Answered): Promise<Answered | undefined>;
  setAnswer(project: string, key: string, answer: string): Promise<void>;
  forget(before: Millis): Promise<void>;
}

/** An object of the store that a collection is about to delete, or (`gone`) has deleted. */
export interface Condemned {
  readonly key: string;
  readonly collection: string;
  readonly at: Millis;
  readonly gone: boolean;
}

/** Where those who come to need an object and those who delete it meet: all of it in transactions. */
export interface CondemnedTable {
  /** Those of the keys that are condemned. None is condemned anew before the transaction ends. */
  among(keys: readonly string[]): Promise<readonly Condemned[]>;
  /** Condemns keys that are not, or are gone, or were by somebody before `stale` who never came to delete them; once nobody is within a transaction that asked `among`. Answers which. */
  condemn(keys: readonly string[], collection: string, now: Millis, stale: Millis): Promise<readonly string[]>;
  /** Condemned and not gone, by whomever. */
  pending(): Promise<readonly string[]>;
  /** They stay after all, or are there again. */
  spare(keys: readonly string[]): Promise<void>;
  /** A collection has deleted what it condemned. */
  deleted(keys: readonly string[], collection: string): Promise<void>;
  /** Forgets what is gone since before then. */
  forget(before: Millis): Promise<void>;
}

export interface RecordTables {
  readonly runs: RunTable;
  readonly events: EventTable;
  readonly commands: CommandTable;
  readonly workers: WorkerTable;
  readonly keys: KeyTable;
  readonly images: ImageTable;
  readonly uploads: UploadTable;
  readonly batches: BatchTable;
  readonly crashes: CrashTable;
  readonly snapshots: SnapshotTable;
  readonly audit: AuditTable;
  readonly idempotency: IdempotencyTable;
  readonly condemned: CondemnedTable;
}

/** The truth about who owns what. */
export interface ServiceRecord extends RecordTables {
  /** All of what `work` does, or nothing: whatever it throws undoes it. Use only the tables that it is given. */
  transaction<T>(work: (tables: RecordTables) => Promise<T>): Promise<T>;
  /** Milliseconds since 1970 by the record's own clock, so that leases have one clock however many control planes there are. */
  now(): Promise<Millis>;
  /** Throws record.unavailable unless it answers. */
  check(): Promise<void>;
  close(): Promise<void>;
}

/** A run that waits, at the epoch in which it began to. */
export interface WakeUp {
  readonly run: string;
  readonly epoch: number;
}

/** Wake-ups for workers. May lose and repeat them: the record refills it, and a claim decides. */
export interface Queue {
  /** Puts those that it has not, in this order. */
  add(wakeUps: readonly WakeUp[]): Promise<void>;
  /** How many wait in it. */
  depth(): Promise<number>;
  check(): Promise<void>;
  close(): Promise<void>;
}

/** What has just happened, to whoever listens at the moment. May lose messages: whoever needs one looks into the record as well. */
export interface News {
  publish<C extends NewsChannel>(channel: C, message: NewsMessage<C>): Promise<void>;
  /** Answers once it listens. Call what it answers with to stop. */
  subscribe<C extends NewsChannel>(channel: C, listener: (message: NewsMessage<C>) => void): Promise<() => Promise<void>>;
  close(): Promise<void>;
}

/** The object store, as far as rules of the domain look into it. */
export interface Objects {
  /** Keys of the objects that this one names: packs of a snapshot. undefined where there is no such object. */
  namedBy(key: string): Promise<readonly string[] | undefined>;
}

/** Digests of the images that come with this control plane: the store has them, like those that are pushed. */
export type Bundled = Readonly<Record<BundledImage, string>>;

export interface Clock {
  /** Milliseconds since 1970, close to the record's clock. */
  now(): Millis;
}

export interface Ports {
  readonly record: ServiceRecord;
  readonly queue: Queue;
  readonly news: News;
  readonly clock: Clock;
  readonly objects: Objects;
  readonly bundled: Bundled;
}
