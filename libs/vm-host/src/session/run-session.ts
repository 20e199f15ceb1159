import type { Run, RunLimits, RunStop } from '@reprise/vm';
import type { LiveInput } from '../console/live-input.ts';
import { OutputClosed, type OutputQueue } from '../console/output-queue.ts';
import { Alarm } from './alarm.ts';
import { Pace } from './pace.ts';
import type { EndReason, RunEnd } from './run-end.ts';
import { SliceLength } from './slice-length.ts';

/** How long to run before looking up, in ms: for a person, so that a key is seen at once; else, so that a signal is. */
const LIVE_SLICE_MS = 4;
const SLICE_MS = 15;

/** Who runs a run as its own `runUntil` would: the run itself, a recorder, a debugger. One that may wait for something else is woken when the session is to be seen to. */
export interface Runner {
  runUntil(limits: RunLimits): Promise<RunStop> | RunStop;
  wake?(): void;
}

export interface SessionOptions {
  /** What is written to between slices: console, traces. */
  readonly outputs: readonly OutputQueue[];
  /** Steps of all harts, absolute. */
  readonly maxInstructions?: number;
  /** Milliseconds from the start. */
  readonly maxWallMs?: number;
  /** A recorder, a debugger. */
  readonly runner?: Runner;
  /** Is virtual time to keep to wall time while the guest idles, although no live input is connected? */
  readonly isPaced?: () => boolean;
}

/** Drives a run to its end: in slices, between which output goes out, input comes in, and whoever wants it to end is heard. */
export class RunSession {
  readonly run: Run;
  readonly #options: SessionOptions;
  readonly #alarm = new Alarm();
  #live: { readonly input: LiveInput; readonly device: string; readonly atEnd: (() => void) | undefined } | undefined;
  #started = 0;
  #wallMs = 0;
  #asked: RunEnd | undefined;

  constructor(run: Run, options: SessionOptions) {
    this.run = run;
    this.#options = options;
  }

  /** Milliseconds from the start to the end, or to now. */
  get wallMs(): number {
    return this.#wallMs;
  }

  /**
   * Lets input come to the device with this path as the run goes on. Until it ends, virtual time keeps to wall time while the guest idles.
   * `atEnd` is called once, when all of it has been given to the run.
   */
  connectInput(input: LiveInput, device: string, atEnd?: () => void): void {
    this.#live = { input, device, atEnd };
    input.onChange(() => this.#alarm.ring());
  }

  /** Lets the run end after the slice under way. The first reason counts. */
  requestEnd(reason: EndReason, error?: unknown): void {
    this.#asked ??= { reason, exitCode: null, error };
    this.wake();
    this.#options.runner?.wake?.();
  }

  /** Ends a wait for wall time: something is to be seen to. */
  wake(): void {
    this.#alarm.ring();
  }

  /** Runs to the end; one that was asked for can be gone on from with another call. @throws Error if output can no longer be written */
  async toEnd(): Promise<RunEnd> {
    this.#started = performance.now() - this.#wallMs;
    try {
      return await this.#loop();
    } catch (error) {
      if (error instanceof OutputClosed) return { reason: 'console-closed', exitCode: null };
      throw error;
    } finally {
      this.#wallMs = performance.now() - this.#started;
    }
  }

  async #loop(): Promise<RunEnd> {
    const { run } = this;
    const { maxInstructions = Infinity, runner, isPaced: mayIdle = () => false } = this.#options;
    const slice = new SliceLength(this.#live ? LIVE_SLICE_MS : SLICE_MS);
    let pace = new Pace(performance.now(), run.time.now());
    let isPaced = this.#live !== undefined;
    for (;;) {
      const before = run.icount;
      const start = performance.now();
      this.#injectLive(pace.limit(start));
      const wasPaced = isPaced;
      isPaced = this.#live !== undefined || mayIdle();
      if (isPaced && !wasPaced) pace = new Pace(start, run.time.now()); // idle time was skipped until now
      const time = isPaced ? pace.limit(start + LIVE_SLICE_MS) : Infinity;
      const limits = { icount: Math.min(before + slice.instructions, maxInstructions), time };
      const stop = runner ? await runner.runUntil(limits) : run.runUntil(limits);
      const now = performance.now();
      slice.observe(run.icount - before, now - start);
      await this.#flush();
      const end = this.#endAfter(stop);
      if (end) return end;
      if (isPaced && run.time.now() >= time) {
        await this.#waitForTime(pace);
      } else {
        if (isPaced) pace.fallBehind(now, run.time.now());
        await nextTurn();
      }
    }
  }

  /** What a stop of the engine and the limits come to; undefined = go on. */
  #endAfter(stop: RunStop): RunEnd | undefined {
    const { run } = this;
    const { maxInstructions = Infinity, maxWallMs = Infinity } = this.#options;
    if (stop.reason === 'shutdown') return { reason: 'shutdown', exitCode: stop.exitCode };
    if (stop.reason === 'io-error' || stop.reason === 'internal-error') return { reason: stop.reason, exitCode: null, error: stop.error };
    if (stop.reason === 'reset' || stop.reason === 'idle') return { reason: stop.reason, exitCode: null };
    if (this.#asked) return this.#takeAsked(this.#asked);
    if (run.icount >= maxInstructions) return { reason: 'instruction-limit', exitCode: null };
    if (performance.now() - this.#started >= maxWallMs) return { reason: 'wall-limit', exitCode: null };
    return undefined;
  }

  #takeAsked(asked: RunEnd): RunEnd {
    this.#asked = undefined;
    return asked;
  }

  /** Virtual time has caught up with wall time: waits until there is something to do. */
  async #waitForTime(pace: Pace): Promise<void> {
    const wall = performance.now();
    const { engine, time, timers } = this.run;
    const due = engine.isWaiting ? (timers.nextDeadline() ?? Infinity) : time.now();
    const untilDue = pace.delay(wall, due);
    const untilWallLimit = (this.#options.maxWallMs ?? Infinity) - (wall - this.#started);
    await this.#alarm.sleep(Math.max(0, Math.min(untilDue, untilWallLimit)));
  }

  /** What was typed comes at `time`: the guest has idled until then, or computes and is behind. */
  #injectLive(time: number): void {
    if (!this.#live) return;
    const { input, device, atEnd } = this.#live;
    const bytes = input.take();
    if (bytes.length > 0) this.run.inject({ kind: 'characters', device, bytes }, { time });
    if (!input.hasEnded) return;
    atEnd?.();
    this.#live = undefined;
  }

  async #flush(): Promise<void> {
    for (const output of this.#options.outputs) await output.flush();
  }
}

/** Lets streams and signals be seen to. */
const nextTurn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));
