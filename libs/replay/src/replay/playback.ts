import type { Instant, Run, RunStop } from '@reprise/vm';
import { hexOfBytes } from '@reprise/bits';
import { CHECK_BYTES, type Outcome, type Segment } from '../log/segment.ts';
import { isAtOrBefore, isBefore } from '../recording/instants.ts';
import type { Recording } from '../recording/recording.ts';
import { Divergence } from './divergence.ts';
import { Interrupted } from './interrupted.ts';

const BREATH_EVERY = 20_000_000;
/** What a stop on the way costs, in instructions. */
const STOP_COST = 20_000;

export interface PlaybackOptions {
  /** Called now and then while the run goes on: to let others in, or to throw if it is to stop. */
  readonly breathe?: (() => Promise<void>) | undefined;
  /** Instructions between two such calls, default 20 million. */
  readonly breathEvery?: number;
  /** Told of each digest of the log that the run was found to have, going forward. */
  readonly onDigest?: ((at: Instant, digest: string) => void) | undefined;
}

/** What ends going forward before the instant that it goes to. */
export interface Stops {
  readonly isStopWanted: (stop: RunStop) => boolean;
  /** The index of a hart, whose next step is one: 'step'. */
  readonly stepOf?: number | undefined;
}

const NONE: Stops = { isStopWanted: () => false };

/** Runs forward as the log says, from any instant at which the run is, and compares what the log tells of the state. */
export class Playback {
  readonly #recording: Recording;
  readonly #run: Run;
  readonly #breathe: () => Promise<void>;
  readonly #onDigest: NonNullable<PlaybackOptions['onDigest']>;
  #segment: Segment | undefined;
  /** The last instant at which this execution was found to be the recorded one. */
  #since: Instant;
  readonly #breathEvery: number;
  /** Instructions until others are let in. */
  #untilBreath: number;
  #isInterrupted = false;

  constructor(recording: Recording, run: Run, { breathe = async () => {}, breathEvery = BREATH_EVERY, onDigest = () => {} }: PlaybackOptions) {
    this.#recording = recording;
    this.#run = run;
    this.#breathe = breathe;
    this.#onDigest = onDigest;
    this.#breathEvery = breathEvery;
    this.#untilBreath = breathEvery;
    this.#since = recording.start;
  }

  /** The run was put into a recorded state: takes up the log there. */
  async begin(): Promise<void> {
    this.#since = this.#run.now;
    await this.takeUp();
  }

  /** The run was put back to where it has been since `begin`: takes up the log there. */
  async takeUp(): Promise<void> {
    await this.#enter(this.#recording.segmentAt(this.#run.now));
  }

  /** Makes `forward` throw at its next breath. */
  interrupt(): void {
    this.#isInterrupted = true;
  }

  /** Forgets an interrupt that nobody has seen: it was for what is over. */
  forgetInterrupt(): void {
    this.#isInterrupted = false;
  }

  /**
   * Runs to the first instant at or after `to`, checking what it passes; or, if the run stops before as `stops` has it, to there. Not beyond
   * the end of the recording.
   * @throws Divergence, Interrupted
   */
  async forward(to: Instant, { isStopWanted, stepOf }: Stops = NONE): Promise<RunStop> {
    for (;;) {
      const segment = this.#segment;
      if (!segment) throw new Error('the playback has not begun');
      const check = segment.checks.find((candidate) => isBefore(this.#run.now, candidate));
      const isLast = segment.start.number === this.#recording.segments.length - 1;
      if (isLast && !isBefore(this.#run.now, segment.end)) return { reason: 'limit' };
      const next = check ?? segment.end;
      const isPassed = isAtOrBefore(next, to);
      const stop = await this.#runTo(isPassed ? next : to, stepOf);
      if (isStopWanted(stop)) return stop;
      if (stop.reason === 'io-error') throw stop.error;
      if (isPassed && !check) this.#compareEnd(segment, this.#settleEnd(segment.end.outcome, stop));
      else if (stop.reason !== 'limit' && !this.#isEnd(segment, stop)) throw this.#divergence('stop', GOES_ON, stopText(stop));
      else if (isPassed && check) this.#compare('check', digestOfCheck(check.check), digestOfCheck(this.#run.outline()));
      if (!isPassed || (!check && isLast)) return stop;
      if (!check) await this.#enter(segment.start.number + 1);
    }
  }

  async #enter(number: number): Promise<void> {
    const segment = await this.#recording.segment(number);
    this.#segment = segment;
    this.#run.forgetEvents();
    for (const { event, ...at } of segment.events) if (!isBefore(at, this.#run.now)) this.#run.inject(event, at);
  }

  async #runTo(to: Instant, stepOf: number | undefined): Promise<RunStop> {
    const run = this.#run;
    while (run.icount < to.icount) {
      if (this.#untilBreath <= 0) await this.#takeBreath();
      const before = run.icount;
      const stop = run.runUntil({ icount: Math.min(to.icount, before + this.#untilBreath), stepOf });
      this.#untilBreath -= run.icount - before;
      if (stop.reason === 'limit') continue;
      this.#untilBreath -= STOP_COST;
      return stop;
    }
    return run.now.time < to.time ? run.runUntil({ icount: to.icount + 1, time: to.time }) : { reason: 'limit' };
  }

  async #takeBreath(): Promise<void> {
    this.#untilBreath = this.#breathEvery;
    await this.#breathe();
    if (!this.#isInterrupted) return;
    this.#isInterrupted = false;
    throw new Interrupted(this.#run.icount);
  }

  /** An end that a timer brings about comes just after the instant's state: lets it come. */
  #settleEnd({ kind }: Outcome, stop: RunStop): RunStop {
    const isWaitedFor = stop.reason === 'limit' && (kind === 'shutdown' || kind === 'reset' || kind === 'internal-error');
    const { icount, time } = this.#run.now;
    return isWaitedFor ? this.#run.runUntil({ icount: icount + 1, time: time + 1 }) : stop;
  }

  /** Has the run stopped where and as it ended? */
  #isEnd({ end }: Segment, { reason }: RunStop): boolean {
    return reason === end.outcome.kind && this.#run.icount === end.icount;
  }

  #compareEnd({ end }: Segment, stop: RunStop): void {
    const { outcome } = end;
    const expected = outcome.kind === 'continues' || outcome.kind === 'stopped' || outcome.kind === 'idle' ? 'limit' : outcome.kind;
    const hasExit = outcome.kind !== 'shutdown' || (stop.reason === 'shutdown' && stop.exitCode === outcome.exitCode);
    if (stop.reason !== expected || !hasExit) throw this.#divergence('stop', outcomeText(outcome), stopText(stop));
    this.#compare('digest', end.digest, this.#run.digest());
    this.#onDigest(end, end.digest);
  }

  #compare(kind: 'digest' | 'check', expected: string, found: string): void {
    const { now } = this.#run;
    if (expected !== found) throw this.#divergence(kind, expected, found);
    if (isBefore(this.#since, now)) this.#since = now;
  }

  #divergence(kind: Divergence['kind'], expected: string, found: string): Divergence {
    return new Divergence(kind, this.#segment?.start.number ?? 0, this.#since, this.#run.now, expected, found);
  }
}

const GOES_ON = 'that it goes on';

const stopText = (stop: RunStop): string =>
  stop.reason === 'limit' ? GOES_ON : stop.reason === 'shutdown' ? powerOff(stop.exitCode) : stop.reason;

function outcomeText(outcome: Outcome): string {
  if (outcome.kind === 'shutdown') return powerOff(outcome.exitCode);
  return outcome.kind === 'continues' || outcome.kind === 'stopped' ? GOES_ON : outcome.kind;
}

const powerOff = (exitCode: number): string => `power-off with exit code ${exitCode}`;

const digestOfCheck = (bytes: Uint8Array): string => hexOfBytes(bytes.subarray(0, CHECK_BYTES));
