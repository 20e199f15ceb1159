import { jobSpecification, type Ended, type Head, type JobInput, type JobSpecification, type Run } from '@reprise/contracts';
import { newId } from '../id/new-id.ts';
import { localNews } from '../news/local-news.ts';
import type { Bundled, Clock, Ports, Queue, ServiceRecord, WakeUp } from '../ports.ts';
import { claimRun } from '../run/claim-run.ts';
import { createRun } from '../run/create-run.ts';
import { registerWorker } from '../worker/register-worker.ts';
import { ControlError, type ControlErrorCode } from '../errors.ts';

/** A clock that goes when it is told to. */
export class ManualClock implements Clock {
  #now = 1_800_000_000_000;

  now(): number {
    return this.#now;
  }

  advance(milliseconds: number): void {
    this.#now += milliseconds;
  }
}

/** A queue that keeps what it was given, and can be told to be away. */
export class ListQueue implements Queue {
  readonly added: WakeUp[] = [];
  isAway = false;

  async add(wakeUps: readonly WakeUp[]): Promise<void> {
    await this.check();
    for (const wakeUp of wakeUps) if (!this.added.some(({ run, epoch }) => run === wakeUp.run && epoch === wakeUp.epoch)) this.added.push(wakeUp);
  }

  async depth(): Promise<number> {
    return this.added.length;
  }

  async check(): Promise<void> {
    if (this.isAway) throw new ControlError('queue.unavailable', 'the queue is away');
  }

  async close(): Promise<void> {
    this.added.length = 0;
  }
}

export const PROJECT = 'acme';

export const stateOf = (number: number): string => `sha256:${number.toString(16).padStart(64, '0')}`;

/** Images that come with it. */
export const bundled: Bundled = { 'bundled:firmware': stateOf(0xf), 'bundled:kernel': stateOf(0xe), 'bundled:initrd': stateOf(0xd) };

/** A service around a record, and shorthands for what cases do again and again. */
export class World {
  readonly clock = new ManualClock();
  readonly queue = new ListQueue();
  /** Keys of what the object store has. A snapshot names the pack that is called like it. */
  readonly objects = new Set<string>();
  readonly ports: Ports;

  constructor(record: ServiceRecord) {
    const objects = { namedBy: async (key: string) => (this.objects.has(key) ? (key.startsWith('snapshots/') ? [key.replace('snapshots', 'packs')] : []) : undefined) };
    this.ports = { record, clock: this.clock, queue: this.queue, news: localNews(), objects, bundled };
  }

  get record(): ServiceRecord {
    return this.ports.record;
  }

  async submit(job: Partial<JobInput> = {}, project = PROJECT): Promise<Run> {
    this.clock.advance(1);
    return createRun(this.ports, project, jobOf(job));
  }

  async worker(name = 'worker', slots = 4): Promise<string> {
    const id = newId('w', this.clock.now());
    await registerWorker(this.ports, { id, name, slots, version: '0', host: 'here' });
    return id;
  }

  /** A run that this worker owns. */
  async running(worker: string, job: Partial<JobInput> = {}): Promise<Run> {
    const run = await this.submit(job);
    await claimRun(this.ports, worker, run.id);
    return run;
  }
}

export const jobOf = (job: Partial<JobInput> = {}): JobSpecification => jobSpecification.parse({ boot: { kind: 'linux', command: 'true' }, ...job });

/** A head of parts `[epoch, segments up to]`, with a keyframe at each segment's start. */
export function headOf(...parts: readonly (readonly [epoch: number, to: number])[]): Head {
  const segments = parts.at(-1)?.[1] ?? 0;
  return {
    parts: parts.map(([epoch, to], index) => ({ epoch, from: parts[index - 1]?.[1] ?? 0, to })),
    seal: segments.toString(16).padStart(64, 'a'),
    keyframes: Array.from({ length: segments }, (_, segment) => segment),
    states: Array.from({ length: segments }, (_, segment) => stateOf(segment)),
    icount: segments * 1000,
    consoleBytes: segments * 10,
    storedBytes: segments * 4096,
  };
}

export const endOf = (given: Partial<Omit<Ended, 'end'>> & { readonly end?: Partial<Ended['end']> } = {}): Ended => ({
  epoch: 1,
  state: 'succeeded',
  head: null,
  crash: null,
  artefacts: [],
  answers: [],
  ...given,
  end: { reason: 'shutdown', exitCode: 0, state: stateOf(0xe0d), icount: 5000, consoleBytes: 50, consoleSha256: 'c'.repeat(64), message: null, ...given.end },
});

export const crashRecordOf = (signature: string, title = 'panic'): Record<string, unknown> => ({
  format: 'reprise-crash', version: 1, icount: 5000, state: stateOf(0xdead), console: 'text with \0 in it', signature: { id: signature, title, frames: [] },
});

/** For assert.rejects. */
export const fails = (code: ControlErrorCode) => (error: unknown): boolean => {
  if (error instanceof ControlError && error.code === code) return true;
  throw error;
};

/** One promise of the record and of the use cases over it: `run` throws where it is not kept. */
export interface RecordCase {
  readonly title: string;
  /** The world's record is empty. */
  readonly run: (world: World) => Promise<void>;
}
