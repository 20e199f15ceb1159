import type { Instant, Run, RunStop, Watchpoint, WatchpointHit } from '@reprise/vm';
import { firstAt } from '../recording/instants.ts';
import type { KeyframeStore } from '../recording/ports.ts';
import type { Recording } from '../recording/recording.ts';
import { Interrupted } from './interrupted.ts';
import type { PlaybackOptions } from './playback.ts';
import { Timeline, type Stretch } from './timeline.ts';

/** Why going on, in either direction, came to a stop. */
export type ReplayStop =
  /** Before the instruction there, either way; going on from it does not stop at it again. */
  | { readonly reason: 'breakpoint' }
  /** The same, of the instruction that touches it. */
  | { readonly reason: 'watchpoint'; readonly hit: WatchpointHit }
  /** The hart that was to take a step has taken it, or has taken it back. */
  | { readonly reason: 'step' }
  /** The recording has no further instant on this side. */
  | { readonly reason: 'start' | 'end' }
  /** Forward, where the run had come to; backward, at the instant back to which there is no stop. */
  | { readonly reason: 'interrupted' };

/** What makes the run stop, and where. */
interface Found {
  readonly icount: number;
  readonly stop: ReplayStop;
}

/**
 * A recorded run, at any instant of it. It has a run of its own for that: looking at a recording does not change it. After a Divergence it
 * can be sent to any instant before. One thing is done at a time.
 */
export class Replayer {
  readonly recording: Recording;
  readonly run: Run;
  readonly #timeline: Timeline;
  #breakpoints: ReadonlySet<bigint> = new Set();
  #watchpoints: readonly Watchpoint[] = [];

  private constructor(timeline: Timeline) {
    this.recording = timeline.recording;
    this.run = timeline.run;
    this.#timeline = timeline;
  }

  /**
   * Opens a recording at its start. `run` is a fresh one of the same configuration, and the replayer's from now on.
   * @throws RecordingError if it is of another configuration
   */
  static async open(recording: Recording, run: Run, keyframes: Pick<KeyframeStore, 'read'>, options: PlaybackOptions = {}): Promise<Replayer> {
    const replayer = new Replayer(new Timeline(recording, run, keyframes, options));
    await replayer.seek(recording.start);
    return replayer;
  }

  /** Where the run is. */
  get now(): Instant {
    return this.run.now;
  }

  /** Virtual addresses for whatever goes on, or goes back, to stop at. */
  setBreakpoints(addresses: ReadonlySet<bigint>): void {
    this.#breakpoints = addresses;
  }

  setWatchpoints(watchpoints: readonly Watchpoint[]): void {
    this.#watchpoints = watchpoints;
  }

  /**
   * Stops what is under way, soon after others have been let in: what has stops stops with 'interrupted', the rest throws Interrupted with the
   * run where it had come to.
   */
  interrupt(): void {
    this.#timeline.interrupt();
  }

  /**
   * Goes to an instant: of several with the same icount (while every hart waits) to the first, unless a time is given. Checks every digest that
   * it passes on the way from the keyframe before.
   * @throws Divergence, Interrupted; RangeError if the recording does not have that instant
   */
  async seek(to: number | Instant): Promise<void> {
    await this.#timeline.travel(() => this.#timeline.goTo(instantOf(to)));
  }

  /** Goes on to the end, executing all that lies between, and checks that it is what was recorded. @throws as seek */
  async toEnd(): Promise<void> {
    await this.runTo(this.recording.end);
  }

  /** Goes on to an instant that is ahead, executing all that lies between. @throws as seek */
  async runTo(to: number | Instant): Promise<void> {
    await this.#timeline.travel(() => this.#timeline.runTo(instantOf(to)));
  }

  /** The name of the machine's state when so many instructions had been executed. @throws as seek */
  async stateAt(icount: number): Promise<string> {
    await this.seek(icount);
    return this.run.digest();
  }

  /** Takes steps forward, as far as there are. @throws as seek */
  async step(count = 1): Promise<void> {
    await this.runTo(Math.min(this.run.icount + count, this.recording.end.icount));
  }

  /** Takes steps back, as far as there are. @throws as seek */
  async reverseStep(count = 1): Promise<void> {
    await this.seek(Math.max(this.run.icount - count, this.recording.start.icount));
  }

  /** Goes on to the next breakpoint or watchpoint. @throws Divergence */
  continue(): Promise<ReplayStop> {
    return this.#forward();
  }

  /** Goes on to the end of the next step of a hart, or to a breakpoint or watchpoint of another that comes before. @throws Divergence */
  stepOf(hart: number): Promise<ReplayStop> {
    return this.#forward(hart);
  }

  /** Goes back to the last breakpoint or watchpoint before this instant. @throws Divergence */
  reverseContinue(): Promise<ReplayStop> {
    return this.#back();
  }

  /** Goes back to before the last step of a hart, or to a breakpoint or watchpoint of another that comes after. @throws Divergence */
  reverseStepOf(hart: number): Promise<ReplayStop> {
    return this.#back(hart);
  }

  #forward(stepOf?: number): Promise<ReplayStop> {
    return this.#timeline.travel(async () => {
      try {
        const stop = await this.#withStops(() => this.#timeline.forward(this.recording.end, { isStopWanted, stepOf }));
        return asReplayStop(stop) ?? { reason: 'end' };
      } catch (error) {
        if (error instanceof Interrupted) return { reason: 'interrupted' };
        throw error;
      }
    });
  }

  /** Looks at the stretches before this instant, the last first, for the last stop in one. */
  #back(stepOf?: number): Promise<ReplayStop> {
    return this.#timeline.travel(async () => {
      /** Nothing stops after this. */
      let searched = this.run.now;
      try {
        for await (const stretch of this.#timeline.stretchesBefore(this.run.icount)) {
          const found = await this.#lastStop(stretch, stepOf);
          if (found) return await this.#arrive(found);
          searched = stretch.from;
        }
        await this.#timeline.goTo(this.recording.start);
        return { reason: 'start' };
      } catch (error) {
        if (!(error instanceof Interrupted)) throw error;
        await this.#timeline.goTo(searched);
        return { reason: 'interrupted' };
      }
    });
  }

  /** The last stop in a stretch; undefined if there is none. */
  async #lastStop({ from, to }: Stretch, stepOf: number | undefined): Promise<Found | undefined> {
    let last: Found | undefined;
    await this.#timeline.resume(from);
    await this.#withStops(async () => {
      while (this.run.icount < to) {
        const stop = asReplayStop(await this.#timeline.forward(firstAt(to), { isStopWanted }));
        if (!stop) return;
        const { icount } = this.run;
        if (icount < to) last = { icount, stop };
      }
    });
    const after = stepOf === undefined ? undefined : this.run.engine.lastStepOf(stepOf);
    return after === undefined || (last && last.icount >= after - 1) ? last : { icount: after - 1, stop: { reason: 'step' } };
  }

  async #arrive({ icount, stop }: Found): Promise<ReplayStop> {
    await this.#timeline.goTo(firstAt(icount));
    if (stop.reason === 'step') return stop;
    // Comes to the stop itself: the interrupt that leads to it is taken, and it is behind whoever goes on.
    await this.#withStops(async () => {
      let here: RunStop;
      do here = await this.#timeline.forward(firstAt(icount + 1), { isStopWanted });
      while (isStopWanted(here) && here.reason !== stop.reason);
    });
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
}

const instantOf = (to: number | Instant): Instant => (typeof to === 'number' ? firstAt(to) : to);

const isStopWanted = ({ reason }: RunStop): boolean => reason === 'breakpoint' || reason === 'watchpoint' || reason === 'step';

function asReplayStop(stop: RunStop): ReplayStop | undefined {
  if (stop.reason === 'breakpoint' || stop.reason === 'step') return { reason: stop.reason };
  return stop.reason === 'watchpoint' ? stop : undefined;
}
