import { hexOfBytes } from '@reprise/bits';
import type { Run, RunLimits, RunStop, StampedEvent } from '@reprise/vm';
import { keptKeyframes, thinningOf, type ThinningPolicy } from '../keyframes/thinning.ts';
import type { Outcome, SegmentStart } from '../log/segment.ts';
import { SegmentWriter } from '../log/segment-writer.ts';
import { configurationHash } from '../recording/configuration.ts';
import type { KeyframeStore, RecordingSink } from '../recording/ports.ts';
import { emptySummary, type Parent, type RecordingSummary } from '../recording/summary.ts';
import { ConsoleLog } from './console-log.ts';
import { WriteQueue } from './write-queue.ts';

export interface RecorderOptions {
  /** Instructions between two keyframes, at each of which a segment of the log is closed; default 500 million. */
  readonly keyframeInterval?: number;
  /** A segment that has come to so many bytes is closed as well; default 1 MiB. */
  readonly segmentBytes?: number;
  /** Instructions between two checks of everything but memory; default 100 million. */
  readonly checkInterval?: number;
  /** Which keyframes to keep as the run goes on, default as `thinningOf` the interval; null = all. */
  readonly thinning?: ThinningPolicy | null;
  /** What the guest writes to its console, as its chardev was given it. */
  readonly console?: ConsoleLog;
  /** The instant of another recording that this one goes on from. */
  readonly parent?: Parent;
}

export interface RecordingPorts {
  readonly log: RecordingSink;
  readonly keyframes: KeyframeStore;
}

const KEYFRAME_INTERVAL = 500_000_000;
const SEGMENT_BYTES = 1 << 20;
const CHECK_INTERVAL = 100_000_000;

interface Keyframe {
  readonly segment: number;
  readonly icount: number;
  readonly digest: string;
}

/**
 * Drives a run and records it: every event with the instant at which it happened, digests of the machine, and keyframes. The run goes on
 * while they are written; the next keyframe waits for the one before.
 */
export class Recorder {
  readonly run: Run;
  readonly #ports: RecordingPorts;
  readonly #keyframeInterval: number;
  readonly #segmentBytes: number;
  readonly #checkInterval: number;
  readonly #thinning: ThinningPolicy | null;
  readonly #console: ConsoleLog;
  readonly #writes = new WriteQueue();
  readonly #stopListening: () => void;
  #segment: SegmentWriter;
  #nextKeyframe: number;
  #nextCheck: number;
  #isFinished = false;
  // What is written lags behind the run: these are of the last segment and keyframes that were.
  #summary: RecordingSummary;
  #keyframes: readonly Keyframe[] = [];
  #link: Pick<SegmentStart, 'previous' | 'digest'>;

  private constructor(run: Run, ports: RecordingPorts, options: RecorderOptions) {
    this.run = run;
    this.#ports = ports;
    this.#keyframeInterval = options.keyframeInterval ?? KEYFRAME_INTERVAL;
    this.#segmentBytes = options.segmentBytes ?? SEGMENT_BYTES;
    this.#checkInterval = options.checkInterval ?? CHECK_INTERVAL;
    this.#thinning = options.thinning === undefined ? thinningOf(this.#keyframeInterval) : options.thinning;
    this.#console = options.console ?? new ConsoleLog();
    const previous = configurationHash(run);
    this.#link = { previous, digest: '' };
    this.#summary = emptySummary(hexOfBytes(previous), options.parent ?? null);
    this.#segment = new SegmentWriter({ number: 0, ...run.now, consoleBytes: 0 });
    this.#nextKeyframe = run.icount + this.#keyframeInterval;
    this.#nextCheck = run.icount + this.#checkInterval;
    this.#console.attach(() => run.now, (at, bytes) => this.#segment.consoleMark(at, bytes));
    this.#stopListening = run.onEvent((happened: StampedEvent) => this.#segment.event(happened));
  }

  /** Begins a recording where the run is, with a keyframe there. @throws what goes wrong when it is written */
  static async start(run: Run, ports: RecordingPorts, options: RecorderOptions = {}): Promise<Recorder> {
    if (run.engine.isSettled) throw new Error('a recording begins between two instants: at a limit, or before the run does');
    const recorder = new Recorder(run, ports, options);
    recorder.#keep(recorder.#take());
    await recorder.#writes.idle();
    return recorder;
  }

  /** Runs as Run.runUntil does. @throws what went wrong when the recording was written */
  async runUntil(limits: RunLimits = {}): Promise<RunStop> {
    const { icount = Infinity, time } = limits;
    for (;;) {
      const target = Math.min(icount, this.#nextKeyframe, this.#nextCheck);
      const stop = this.run.runUntil({ icount: target, ...(time !== undefined && { time }) });
      if (stop.reason !== 'limit') return stop;
      await this.#atLimit();
      if (this.run.icount >= icount || (time !== undefined && this.run.now.time >= time)) return stop;
    }
  }

  /** Writes down what has come in since the segment began, if anything has: a recorder that is killed loses what was not. For a run at a limit. @throws what went wrong when it was written */
  async flush(): Promise<void> {
    if (this.#segment.events === 0 || this.run.engine.isSettled) return;
    this.#close({ kind: 'continues' }, Promise.resolve(this.run.digest()));
    await this.#writes.idle();
  }

  /** Ends the recording, with a keyframe of where the run has come to unless the engine failed. */
  async finish(outcome: Outcome): Promise<RecordingSummary> {
    if (this.#isFinished) throw new Error('the recording has ended before');
    this.#isFinished = true;
    if (this.run.engine.isSettled && (outcome.kind === 'stopped' || outcome.kind === 'idle')) {
      // The state of an instant is that before its timers and interrupts: go on to the next.
      this.run.runUntil({ icount: this.run.icount + 1, time: this.run.now.time + 1 });
    }
    this.#stopListening();
    await this.#writes.idle();
    if (outcome.kind === 'internal-error') this.#close(outcome, Promise.resolve(this.run.digest()));
    else this.#closeWithKeyframe(outcome);
    await this.#writes.idle();
    return this.#summary;
  }

  async #atLimit(): Promise<void> {
    const { icount } = this.run;
    if (icount >= this.#nextKeyframe) {
      await this.#writes.idle();
      this.#closeWithKeyframe({ kind: 'continues' });
      this.#nextKeyframe = icount + this.#keyframeInterval;
      this.#nextCheck = icount + this.#checkInterval;
    } else if (this.#segment.length >= this.#segmentBytes) {
      this.#close({ kind: 'continues' }, Promise.resolve(this.run.digest()));
      this.#nextCheck = icount + this.#checkInterval;
    } else if (icount >= this.#nextCheck) {
      this.#segment.check(this.run.now, this.run.outline());
      this.#nextCheck = icount + this.#checkInterval;
    }
  }

  #closeWithKeyframe(outcome: Outcome): void {
    const digest = this.#take();
    this.#close(outcome, digest);
    this.#keep(digest);
  }

  /** The state as it is now: its digest once it is kept. What fails is seen to when it is waited for. */
  #take(): Promise<string> {
    const digest = this.#ports.keyframes.take(this.run);
    digest.catch(() => {});
    return digest;
  }

  /** Closes the segment here, and begins the next. */
  #close(outcome: Outcome, digest: Promise<string>): void {
    const segment = this.#segment;
    const { number } = segment.place;
    const output = this.#console.take();
    const end = { ...this.run.now, outcome, consoleBytes: this.#console.total };
    this.#segment = new SegmentWriter({ number: number + 1, ...this.run.now, consoleBytes: end.consoleBytes });
    const { log } = this.#ports;
    const { hash } = this.run;
    this.#writes.add(async () => {
      const consoleHash = output.length > 0 ? Uint8Array.from(hash(output)) : null;
      const closed = segment.close(this.#link, { ...end, digest: await digest, consoleHash }, hash);
      this.#link = { previous: closed.seal, digest: await digest };
      if (output.length > 0) await log.writeConsole(number, output);
      await log.writeSegment(number, closed.bytes);
      await this.#summarize({ segments: number + 1, head: hexOfBytes(closed.seal) });
    });
  }

  /** Notes that the state at the start of the segment that has just begun is kept, and lets go of keyframes that are no longer wanted. */
  #keep(digest: Promise<string>): void {
    const { number: segment, icount } = this.#segment.place;
    this.#writes.add(async () => {
      const keyframe = { segment, icount, digest: await digest };
      this.#link = { ...this.#link, digest: keyframe.digest };
      if (this.#keyframes.at(-1)?.digest === keyframe.digest) return; // the run has not gone on since
      const all = [...this.#keyframes, keyframe];
      const kept = this.#thinning ? keptKeyframes(all, icount, this.#thinning) : all;
      this.#keyframes = kept;
      await this.#summarize({ keyframes: kept.map((other) => other.segment) });
      for (const gone of all) if (!kept.includes(gone)) await this.#ports.keyframes.delete(gone.digest);
    });
  }

  async #summarize(change: Partial<RecordingSummary>): Promise<void> {
    this.#summary = { ...this.#summary, ...change };
    await this.#ports.log.writeSummary(this.#summary);
  }
}
