import { hexOfBytes } from '@reprise/bits';
import type { Instant, Run, RunStop, Watchpoint, WatchpointHit } from '@reprise/vm';
import { configurationHash } from '../recording/configuration.ts';
import { firstAt, isAtOrBefore, isBefore } from '../recording/instants.ts';
import type { KeyframeStore } from '../recording/ports.ts';
import type { Keyframe, Recording } from '../recording/recording.ts';
import { RecordingError } from '../recording/recording-error.ts';
import { Checkpoints } from './checkpoints.ts';
import { Playback, type PlaybackOptions } from './playback.ts';

/** Why going on, in either direction, came to a stop. */
export type ReplayStop =
  /** Before the instruction there. */
  | { readonly reason: 'breakpoint' }
  /** Forward, after the instruction that touched it; backward, before it. */
  | { readonly reason: 'watchpoint'; readonly hit: WatchpointHit }
  /** The recording has no further instant on this side. */
  | { readonly reason: 'start' | 'end' };

/** Distances before the instant gone back to at which states are kept, so that going further back is quick. */
const NEAR = [1_000, 4_000, 16_000, 64_000, 256_000, 1_000_000, 4_000_000, 16_000_000, 64_000_000, 256_000_000];

/**
 * A recorded run, at any instant of it. It has a run of its own for that: looking at a recording does not change it. After a Divergence it
 * can be sent to any instant before.
 */
export class Replayer {
  readonly recording: Recording;
  readonly run: Run;
  readonly #keyframes: Pick<KeyframeStore, 'read'>;
  readonly #checkpoints: Checkpoints;
  readonly #playback: Playback;
  #keyframe: Keyframe | undefined;
  /** Is the run at an instant of the recording? */
  #isOnTrack = false;
  #breakpoints: ReadonlySet<bigint> = new Set();
  #watchpoints: readonly Watchpoint[] = [];

  private constructor(recording: Recording, run: Run, keyframes: Pick<KeyframeStore, 'read'>, options: PlaybackOptions) {
    this.recording = recording;
    this.run = run;
    this.#keyframes = keyframes;
    this.#checkpoints = new Checkpoints(run);
    this.#playback = new Playback(recording, run, options);
  }

  /**
   * Opens a recording at its start. `run` is a fresh one of the same configuration, and the replayer's from now on.
   * @throws RecordingError if it is of another configuration
   */
  static async open(recording: Recording, run: Run, keyframes: Pick<KeyframeStore, 'read'>, options: PlaybackOptions = {}): Promise<Replayer> {
    if (hexOfBytes(configurationHash(run)) !== recording.summary.configuration) {
      throw new RecordingError('the recording is of a machine of another configuration');
    }
    const replayer = new Replayer(recording, run, keyframes, options);
    await replayer.seek(recording.start);
    return replayer;
  }

  /** Where the run is. */
  get now(): Instant {
    return this.run.now;
  }

  /** Virtual addresses for `continue` and `reverseContinue` to stop at. */
  setBreakpoints(addresses: ReadonlySet<bigint>): void {
    this.#breakpoints = addresses;
  }

  setWatchpoints(watchpoints: readonly Watchpoint[]): void {
    this.#watchpoints = watchpoints;
  }

  /**
   * Goes to an instant: of several with the same icount (while every hart waits) to the first, unless a time is given. Checks every digest that
   * it passes on the way from the keyframe before.
   * @throws Divergence; RangeError if the recording does not have that instant
   */
  async seek(to: number | Instant): Promise<void> {
    const target = typeof to === 'number' ? firstAt(to) : to;
    this.#checkRange(target);
    await this.#guard(async () => {
      if (this.#isAhead(target)) await this.#approach(target);
      else await this.#goBackTo(target);
      await this.#playback.forward(target);
    });
  }

  /** Goes on to the end, executing all that lies between, and checks that it is what was recorded. @throws Divergence */
  async toEnd(): Promise<void> {
    await this.runTo(this.recording.end);
  }

  /** Goes on to an instant that is ahead, executing all that lies between. @throws Divergence, RangeError */
  async runTo(to: number | Instant): Promise<void> {
    const target = typeof to === 'number' ? firstAt(to) : to;
    this.#checkRange(target);
    await this.#guard(async () => {
      if (!this.#isOnTrack) await this.#goBackTo(this.run.now);
      await this.#playback.forward(target);
    });
  }

  /** The name of the machine's state when so many instructions had been executed. @throws Divergence, RangeError */
  async stateAt(icount: number): Promise<string> {
    await this.seek(icount);
    return this.run.digest();
  }

  /** Takes steps forward, as far as there are. @throws Divergence */
  async step(count = 1): Promise<void> {
    await this.runTo(Math.min(this.run.icount + count, this.recording.end.icount));
  }

  /** Takes steps back, as far as there are. @throws Divergence */
  async reverseStep(count = 1): Promise<void> {
    await this.seek(Math.max(this.run.icount - count, this.recording.start.icount));
  }

  /** Goes on to the next breakpoint or watchpoint. @throws Divergence */
  async continue(): Promise<ReplayStop> {
    const stop = await this.#guard(() => this.#withStops(() => this.#playback.forward(this.recording.end, isInteresting)));
    return asReplayStop(stop) ?? { reason: 'end' };
  }

  /** Goes back to the last breakpoint or watchpoint before this instant. @throws Divergence */
  async reverseContinue(): Promise<ReplayStop> {
    return this.#guard(async () => {
      for (let end = this.run.icount; end > this.recording.start.icount; end = this.#keyframe?.icount ?? 0) {
        await this.#goBackTo(firstAt(end - 1));
        const found = await this.#scanBack(end);
        if (found) return found;
      }
      await this.#goBackTo(this.recording.start);
      return { reason: 'start' };
    });
  }

  /** Looks at the stretches between the states kept before an icount, the last first, back to the keyframe that they hang on. */
  async #scanBack(end: number): Promise<ReplayStop | undefined> {
    let to = end;
    for (let from = this.#checkpoints.before(to); from; from = this.#checkpoints.before(to)) {
      const hit = await this.#lastHit(from, to);
      if (hit) return hit;
      to = from.icount;
    }
    return undefined;
  }

  /** The last stop between an instant and an icount, with the run at it; undefined if there is none. */
  async #lastHit(from: Instant, to: number): Promise<ReplayStop | undefined> {
    let last: { readonly icount: number; readonly stop: ReplayStop } | undefined;
    await this.#resume(from);
    await this.#withStops(async () => {
      for (;;) {
        const stop = asReplayStop(await this.#playback.forward(firstAt(to), isInteresting));
        if (!stop) return;
        const icount = stop.reason === 'watchpoint' ? this.run.icount - 1 : this.run.icount;
        if (icount < to) last = { icount, stop };
        if (this.run.icount >= to) return;
      }
    });
    if (!last) return undefined;
    const { icount, stop } = last;
    await this.#goBackTo(firstAt(icount));
    await this.#playback.forward(firstAt(icount));
    // The interrupt that leads to a breakpoint is taken, and going on from it does not stop at it again.
    if (stop.reason === 'breakpoint') await this.#withStops(() => this.#playback.forward(firstAt(icount + 1), isInteresting));
    return stop;
  }

  async #withStops<T>(work: () => Promise<T>): Promise<T> {
    this.run.setBreakpoints(this.#breakpoints);
    this.run.setWatchpoints(this.#watchpoints);
    try {
      return await work();
    } finally {
      this.run.setBreakpoints(new Set());
      this.run.setWatchpoints([]);
    }
  }

  /** Can the run go on to the instant, with no better state to start from? */
  #isAhead(target: Instant): boolean {
    const { now, engine } = this.run;
    if (!this.#isOnTrack || isBefore(target, now) || (engine.isSettled && target.icount === now.icount)) return false;
    const keyframe = this.recording.keyframeAt(target);
    return keyframe === undefined || isAtOrBefore(keyframe, now);
  }

  /** Puts the run into the best state to reach `to` from, and approaches it. */
  async #goBackTo(to: Instant): Promise<void> {
    const { start } = this.recording;
    const target = isBefore(to, start) ? start : to; // a fork's first icount may have had instants before its start
    const keyframe = this.recording.keyframeAt(target);
    if (!keyframe) throw new RangeError(`the recording has no keyframe at or before ${target.icount}`);
    if (this.#keyframe === keyframe) await this.#resume(target);
    else {
      this.#checkpoints.begin(await this.#keyframes.read(keyframe.digest));
      this.#keyframe = keyframe;
      await this.#playback.takeUp();
    }
    await this.#approach(target);
  }

  /** Runs up to shortly before an instant, and keeps states on the way. */
  async #approach(target: Instant): Promise<void> {
    for (const distance of NEAR.toReversed()) {
      if (target.icount - distance <= this.run.icount) continue;
      await this.#playback.forward(firstAt(target.icount - distance));
      this.#checkpoints.add();
    }
  }

  /** Puts the run into the last state at or before an instant that is kept in memory. */
  async #resume(at: Instant): Promise<void> {
    this.#checkpoints.restore(at);
    await this.#playback.takeUp();
  }

  #checkRange(target: Instant): void {
    const { start, end } = this.recording;
    if (target.icount < start.icount || isBefore(end, target)) {
      throw new RangeError(`the recording has the instructions ${start.icount} to ${end.icount}, not ${target.icount}`);
    }
  }

  /** What fails leaves the run off the track, with nothing in memory to trust. */
  async #guard<T>(work: () => Promise<T>): Promise<T> {
    try {
      const result = await work();
      this.#isOnTrack = true;
      return result;
    } catch (error) {
      this.#isOnTrack = false;
      this.#keyframe = undefined;
      throw error;
    }
  }
}

const isInteresting = ({ reason }: RunStop): boolean => reason === 'breakpoint' || reason === 'watchpoint';

function asReplayStop(stop: RunStop): ReplayStop | undefined {
  if (stop.reason === 'breakpoint') return { reason: 'breakpoint' };
  return stop.reason === 'watchpoint' ? stop : undefined;
}
