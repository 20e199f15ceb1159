import type { Instant, Run, RunStop } from '@reprise/vm';
import { hexOfBytes } from '@reprise/bits';
import { CHECK_BYTES, type Outcome, type Segment } from '../log/segment.ts';
import { isAtOrBefore, isBefore } from '../recording/instants.ts';
import type { Recording } from '../recording/recording.ts';
import { Divergence } from './divergence.ts';

/** Instructions to run before others are let in. */
const SLICE = 20_000_000;

export interface PlaybackOptions {
  /** Called now and then while the run goes on: to let others in, or to throw if it is to stop. */
  readonly breathe?: (() => Promise<void>) | undefined;
}

/** Runs forward as the log says, from any instant at which the run is, and compares what the log tells of the state. */
export class Playback {
  readonly #recording: Recording;
  readonly #run: Run;
  readonly #breathe: () => Promise<void>;
  #segment: Segment | undefined;
  /** The last instant at which the run was known to be the recorded one. */
  #since: Instant;

  constructor(recording: Recording, run: Run, { breathe = async () => {} }: PlaybackOptions) {
    this.#recording = recording;
    this.#run = run;
    this.#breathe = breathe;
    this.#since = recording.start;
  }

  /** The run was put at an instant of the recording: takes up the log there. */
  async takeUp(): Promise<void> {
    const { now } = this.#run;
    this.#since = now;
    await this.#enter(this.#recording.segmentAt(now));
  }

  /**
   * Runs to the first instant at or after `to`, checking what it passes; or, if the run stops before (at a breakpoint), to there. Not beyond
   * the end of the recording.
   * @throws Divergence
   */
  async forward(to: Instant, isStopWanted: (stop: RunStop) => boolean = () => false): Promise<RunStop> {
    for (;;) {
      const segment = this.#segment;
      if (!segment) throw new Error('the playback has not begun');
      const check = segment.checks.find((candidate) => isBefore(this.#run.now, candidate));
      const isLast = segment.start.number === this.#recording.segments.length - 1;
      if (isLast && !isBefore(this.#run.now, segment.end)) return { reason: 'limit' };
      const next = check ?? segment.end;
      const isPassed = isAtOrBefore(next, to);
      const stop = await this.#runTo(isPassed ? next : to);
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

  async #runTo(to: Instant): Promise<RunStop> {
    const run = this.#run;
    while (run.icount < to.icount) {
      const stop = run.runUntil({ icount: Math.min(to.icount, run.icount + SLICE) });
      if (stop.reason !== 'limit' || run.icount >= to.icount) return this.#runToTime(to, stop);
      await this.#breathe();
    }
    return this.#runToTime(to, { reason: 'limit' });
  }

  #runToTime(to: Instant, stop: RunStop): RunStop {
    if (stop.reason !== 'limit' || this.#run.now.time >= to.time) return stop;
    return this.#run.runUntil({ icount: to.icount + 1, time: to.time });
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
  }

  #compare(kind: 'digest' | 'check', expected: string, found: string): void {
    if (expected !== found) throw this.#divergence(kind, expected, found);
    this.#since = this.#run.now;
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
