import { hexOfBytes } from '@reprise/bits';
import type { Run, RunLimits, RunStop, StampedEvent } from '@reprise/vm';
import { keptKeyframes, thinningOf, type ThinningPolicy } from '../keyframes/thinning.ts';
import type { Outcome, SegmentStart } from '../log/segment.ts';
import { SegmentWriter } from '../log/segment-writer.ts';
import { configurationHash } from '../recording/configuration.ts';
import type { KeyframeStore, RecordingSink } from '../recording/ports.ts';
import type { Keyframe, Recording } from '../recording/recording.ts';
import { RecordingError } from '../recording/recording-error.ts';
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
  /** What those who watch the run know of it, as it is: kept with the end of every segment. */
  readonly notes?: () => Uint8Array;
  /** Told of every segment and keyframe once it is written. What it throws ends the recording. */
  readonly onWritten?: (written: Written) => Promise<void>;
}

/** How far a recording is written. */
export interface Written {
  readonly summary: RecordingSummary;
  /** The names of the states that are kept, as of the summary's keyframes. */
  readonly states: readonly string[];
  /** Where the last segment ends. */
  readonly icount: number;
  readonly consoleBytes: number;
}

export interface RecordingPorts {
  readonly log: RecordingSink;
  readonly keyframes: KeyframeStore;
}

const KEYFRAME_INTERVAL = 500_000_000;
const SEGMENT_BYTES = 1 << 20;
const CHECK_INTERVAL = 100_000_000;

type Kept = Pick<Keyframe, 'segment' | 'icount' | 'digest'>;

/** What there is of a recording when a recorder comes to it. */
interface Beginning {
  readonly link: Pick<SegmentStart, 'previous' | 'digest'>;
  readonly summary: RecordingSummary;
  readonly keyframes: readonly Kept[];
  readonly consoleBytes: number;
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
  /** Those who wait for a keyframe of where the run is. */
  readonly #wanted: ((taken: { readonly icount: number; readonly digest: Promise<string> }) => void)[] = [];
  #isFinished = false;
  readonly #notes: (() => Uint8Array) | undefined;
  readonly #onWritten: (written: Written) => Promise<void>;
  // What is written lags behind the run: these are of the last segment and keyframes that were.
  #summary: RecordingSummary;
  #keyframes: readonly Kept[];
  #link: Pick<SegmentStart, 'previous' | 'digest'>;
  #end: Pick<Written, 'icount' | 'consoleBytes'>;

  private constructor(run: Run, ports: RecordingPorts, options: RecorderOptions, { link, summary, keyframes, consoleBytes }: Beginning) {
    this.run = run;
    this.#ports = ports;
    this.#keyframeInterval = options.keyframeInterval ?? KEYFRAME_INTERVAL;
    this.#segmentBytes = options.segmentBytes ?? SEGMENT_BYTES;
    this.#checkInterval = options.checkInterval ?? CHECK_INTERVAL;
    this.#thinning = options.thinning === undefined ? thinningOf(this.#keyframeInterval) : options.thinning;
    this.#console = options.console ?? new ConsoleLog();
    this.#notes = options.notes;
    this.#onWritten = options.onWritten ?? (() => Promise.resolve());
    this.#link = link;
    this.#summary = summary;
    this.#keyframes = keyframes;
    this.#end = { icount: run.icount, consoleBytes };
    this.#segment = new SegmentWriter({ number: summary.segments, ...run.now, consoleBytes });
    this.#nextKeyframe = (keyframes.at(-1)?.icount ?? run.icount) + this.#keyframeInterval;
    this.#nextCheck = run.icount + this.#checkInterval;
    this.#console.attach(() => run.now, (at, bytes) => this.#segment.consoleMark(at, bytes), consoleBytes);
    this.#stopListening = run.onEvent((happened: StampedEvent) => this.#segment.event(happened));
  }

  /** Begins a recording where the run is, with a keyframe there. @throws what goes wrong when it is written */
  static async start(run: Run, ports: RecordingPorts, options: RecorderOptions = {}): Promise<Recorder> {
    if (run.engine.isSettled) throw new Error('a recording begins between two instants: at a limit, or before the run does');
    const previous = configurationHash(run);
    const summary = emptySummary(hexOfBytes(previous), options.parent ?? null);
    const recorder = new Recorder(run, ports, options, { link: { previous, digest: '' }, summary, keyframes: [], consoleBytes: 0 });
    recorder.#keep(recorder.#take());
    await recorder.#writes.idle();
    return recorder;
  }

  /**
   * Goes on with a recording that nobody ended: its next segment is chained to its last. The run is where that ends.
   * @throws RecordingError if the recording has ended
   */
  static resume(recording: Recording, run: Run, ports: RecordingPorts, options: Omit<RecorderOptions, 'parent'> = {}): Recorder {
    const { end, segments, keyframes, summary } = recording;
    if (end.outcome.kind !== 'continues') throw new RecordingError(`nothing goes on from instruction ${end.icount}: the run ended there (${end.outcome.kind})`);
    if (run.icount !== end.icount || run.now.time !== end.time) throw new Error('a recording goes on where it ends');
    const previous = segments.at(-1)?.seal ?? new Uint8Array(0);
    return new Recorder(run, ports, options, {
      link: { previous, digest: end.digest },
      summary: { ...summary, segments: segments.length, head: hexOfBytes(previous) },
      keyframes,
      consoleBytes: end.consoleBytes,
    });
  }

  /** The number of the segment that is written to now. */
  get segment(): number {
    return this.#segment.place.number;
  }

  /** Has anything come in or gone out that is in no segment yet? */
  get hasNews(): boolean {
    return this.#segment.events > 0 || this.#console.untaken > 0;
  }

  /** Is the run between two instants, so that a segment can end there? An event that is about to happen does so first: it is not to be lost. */
  get canClose(): boolean {
    return !this.run.engine.isSettled && !this.run.isEventDue;
  }

  /** Runs as Run.runUntil does. @throws what went wrong when the recording was written */
  async runUntil(limits: RunLimits = {}): Promise<RunStop> {
    const { icount = Infinity, time } = limits;
    for (;;) {
      const next = this.#wanted.length > 0 ? this.run.icount : Math.min(this.#nextKeyframe, this.#nextCheck);
      const target = Math.min(icount, this.canClose ? next : Math.max(next, this.run.icount + 1));
      const stop = this.run.runUntil({ ...limits, icount: target });
      if (stop.reason !== 'limit') return stop;
      await this.#atLimit();
      if (this.run.icount >= icount || (time !== undefined && this.run.now.time >= time)) return stop;
    }
  }

  /**
   * Writes down what has come in since the segment began, and with `output` what has gone out, if anything has: a recorder that is killed loses what was not.
   * For a run at a limit; it may go on at once. @throws what went wrong when it was written
   */
  async flush({ output = false } = {}): Promise<void> {
    if ((this.#segment.events === 0 && !(output && this.hasNews)) || !this.canClose) return;
    this.#close({ kind: 'continues' }, Promise.resolve(this.run.digest()));
    await this.#writes.idle();
  }

  /**
   * Takes a keyframe as soon as the run is between two instants, in the next `runUntil`, and answers with the state's name, and where it is, once it is written;
   * meanwhile the run may go on. @throws what went wrong when it was written
   */
  async keyframe(): Promise<{ readonly icount: number; readonly digest: string }> {
    const { icount, digest } = await new Promise<{ readonly icount: number; readonly digest: Promise<string> }>((resolve) => void this.#wanted.push(resolve));
    await this.#writes.idle();
    return { icount, digest: await digest };
  }

  /**
   * Closes the segment where the run is, with a keyframe there: the recording can be gone on with from exactly here. Answers with the state's name. For a
   * run at a limit that is held. @throws what went wrong when it was written
   */
  async checkpoint(): Promise<string> {
    if (!this.canClose) throw new Error('a segment ends between two instants');
    await this.#writes.idle();
    const digest = this.#closeWithKeyframe({ kind: 'continues' });
    await this.#writes.idle();
    return digest;
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
    else await this.#closeWithKeyframe(outcome);
    await this.#writes.idle();
    return this.#summary;
  }

  async #atLimit(): Promise<void> {
    const { icount } = this.run;
    if (!this.canClose) return;
    if (icount >= this.#nextKeyframe || this.#wanted.length > 0) {
      await this.#writes.idle();
      const digest = this.#closeWithKeyframe({ kind: 'continues' });
      for (const taken of this.#wanted.splice(0)) taken({ icount, digest });
    } else if (this.#segment.length >= this.#segmentBytes) {
      this.#close({ kind: 'continues' }, Promise.resolve(this.run.digest()));
      this.#nextCheck = icount + this.#checkInterval;
    } else if (icount >= this.#nextCheck) {
      this.#segment.check(this.run.now, this.run.outline());
      this.#nextCheck = icount + this.#checkInterval;
    }
  }

  #hasGoneOn(): boolean {
    const { number, icount, time } = this.#segment.place;
    return number === 0 || this.run.icount !== icount || this.run.now.time !== time;
  }

  #closeWithKeyframe(outcome: Outcome): Promise<string> {
    const digest = this.#take();
    if (outcome.kind !== 'continues' || this.#hasGoneOn()) this.#close(outcome, digest);
    this.#keep(digest);
    this.#nextKeyframe = this.run.icount + this.#keyframeInterval;
    this.#nextCheck = this.run.icount + this.#checkInterval;
    return digest;
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
    const notes = this.#notes?.();
    const end = { ...this.run.now, outcome, consoleBytes: this.#console.total };
    this.#segment = new SegmentWriter({ number: number + 1, ...this.run.now, consoleBytes: end.consoleBytes });
    const { log } = this.#ports;
    const { hash } = this.run;
    this.#writes.add(async () => {
      const consoleHash = output.length > 0 ? Uint8Array.from(hash(output)) : null;
      const closed = segment.close(this.#link, { ...end, digest: await digest, consoleHash }, hash);
      this.#link = { previous: closed.seal, digest: await digest };
      if (output.length > 0) await log.writeConsole(number, output);
      if (notes) await log.writeNotes(number + 1, notes);
      await log.writeSegment(number, closed.bytes);
      this.#end = { icount: end.icount, consoleBytes: end.consoleBytes };
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
    await this.#onWritten({ summary: this.#summary, states: this.#keyframes.map(({ digest }) => digest), ...this.#end });
  }
}
