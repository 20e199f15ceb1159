import { hexOfBytes } from '@reprise/bits';
import type { Instant, Run, RunStop } from '@reprise/vm';
import { configurationHash } from '../recording/configuration.ts';
import { firstAt, isAtOrBefore, isBefore } from '../recording/instants.ts';
import type { KeyframeStore } from '../recording/ports.ts';
import type { Keyframe, Recording } from '../recording/recording.ts';
import { RecordingError } from '../recording/recording-error.ts';
import { Checkpoints } from './checkpoints.ts';
import { Interrupted } from './interrupted.ts';
import { Playback, type PlaybackOptions, type Stops } from './playback.ts';

/** Distances before the instant gone to at which states are kept, so that going further back is quick. */
const NEAR = [1_000, 4_000, 16_000, 64_000, 256_000, 1_000_000, 4_000_000, 16_000_000, 64_000_000, 256_000_000];
/** Instructions between two states that are kept while going on. */
const ALONG = 10_000_000;

/** Instructions of a recording from a state that is kept to before an icount. */
export interface Stretch {
  readonly from: Instant;
  readonly to: number;
}

/** A run that can be put at any instant of a recording, and goes on from there as it was recorded. */
export class Timeline {
  readonly recording: Recording;
  readonly run: Run;
  readonly #keyframes: Pick<KeyframeStore, 'read'>;
  readonly #checkpoints: Checkpoints;
  readonly #playback: Playback;
  /** The keyframe that what is kept in memory hangs on. */
  #keyframe: Keyframe | undefined;
  /** Is the run at an instant of the recording? */
  #isOnTrack = false;

  /** `run` is a fresh one, and the timeline's from now on. @throws RecordingError if it is of another configuration */
  constructor(recording: Recording, run: Run, keyframes: Pick<KeyframeStore, 'read'>, options: PlaybackOptions) {
    if (hexOfBytes(configurationHash(run)) !== recording.summary.configuration) {
      throw new RecordingError('the recording is of a machine of another configuration');
    }
    this.recording = recording;
    this.run = run;
    this.#keyframes = keyframes;
    this.#checkpoints = new Checkpoints(run);
    this.#playback = new Playback(recording, run, options);
  }

  /** Makes what is under way throw Interrupted. */
  interrupt(): void {
    this.#playback.interrupt();
  }

  /** Does something that moves the run. What fails leaves it off the track, with nothing in memory to trust; what is interrupted does not. */
  async travel<T>(work: () => Promise<T>): Promise<T> {
    this.#playback.forgetInterrupt();
    try {
      return await work();
    } catch (error) {
      this.#isOnTrack = error instanceof Interrupted;
      if (!this.#isOnTrack) this.#keyframe = undefined;
      throw error;
    }
  }

  /** Goes to an instant, forward or back. @throws Divergence, Interrupted; RangeError if the recording does not have that instant */
  async goTo(target: Instant): Promise<void> {
    this.#checkRange(target);
    if (this.#isAhead(target)) await this.#approach(target);
    else await this.#goBackTo(target);
    await this.#playback.forward(target);
  }

  /** Goes on to an instant that is ahead, executing all that lies between. @throws as goTo */
  async runTo(target: Instant): Promise<void> {
    this.#checkRange(target);
    if (!this.#isOnTrack) await this.#goBackTo(this.run.now);
    await this.#playback.forward(target);
  }

  /** Goes on to an instant that is ahead, or to a stop before it. States are kept on the way. @throws Divergence, Interrupted */
  async forward(to: Instant, stops: Stops): Promise<RunStop> {
    if (!this.#isOnTrack) await this.goTo(this.run.now);
    for (;;) {
      const part = firstAt(this.run.icount + ALONG);
      const isLast = isAtOrBefore(to, part);
      const stop = await this.#playback.forward(isLast ? to : part, stops);
      if (isLast || stops.isStopWanted(stop)) return stop;
      this.#checkpoints.add();
    }
  }

  /** All that lies before an icount, from the last stretch to the first; each may be gone through. @throws Divergence, Interrupted */
  async *stretchesBefore(icount: number): AsyncGenerator<Stretch> {
    const { start } = this.recording;
    for (let to = icount; to > start.icount; ) {
      await this.#goBackTo(firstAt(to - 1));
      for (let from = this.#checkpoints.before(to); from; from = this.#checkpoints.before(to)) {
        yield { from, to };
        to = from.icount;
      }
    }
  }

  /** Puts the run into the last state at or before an instant that is kept in memory. */
  async resume(at: Instant): Promise<void> {
    this.#checkpoints.restore(at);
    await this.#playback.takeUp();
  }

  /** Can the run go on to the instant, with no better state to start from? */
  #isAhead(target: Instant): boolean {
    const { now, engine } = this.run;
    if (!this.#isOnTrack || isBefore(target, now) || (engine.isSettled && target.icount === now.icount)) return false;
    const keyframe = this.recording.keyframeAt(target);
    const kept = keyframe === this.#keyframe ? this.#checkpoints.lastAt(target) : keyframe;
    return kept === undefined || isAtOrBefore(kept, now);
  }

  /** Puts the run into the best state to reach `to` from, and approaches it. */
  async #goBackTo(to: Instant): Promise<void> {
    const { start } = this.recording;
    const target = isBefore(to, start) ? start : to; // a fork's first icount may have had instants before its start
    const keyframe = this.recording.keyframeAt(target);
    if (!keyframe) throw new RangeError(`the recording has no keyframe at or before ${target.icount}`);
    if (this.#keyframe === keyframe) await this.resume(target);
    else {
      this.#keyframe = undefined; // until all of the other is in its place
      this.#checkpoints.begin(await this.#keyframes.read(keyframe.digest));
      await this.#playback.begin();
      this.#keyframe = keyframe;
    }
    this.#isOnTrack = true;
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

  #checkRange(target: Instant): void {
    const { start, end } = this.recording;
    if (target.icount < start.icount || isBefore(end, target)) {
      throw new RangeError(`the recording has the instructions ${start.icount} to ${end.icount}, not ${target.icount}`);
    }
  }
}
