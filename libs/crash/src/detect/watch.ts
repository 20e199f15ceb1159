import type { CharBackend } from '@reprise/qdev';
import type { Run, RunStop } from '@reprise/vm';
import type { Tree } from '@reprise/vmstate';
import type { Backtraces } from '../unwind/backtrace.ts';
import type { CrashCause } from './crash.ts';
import { CrashDetector } from './detector.ts';
import type { CrashPolicy } from './policy.ts';
import { HangSamples, type HangingHart } from './samples.ts';

/** A crash, at the instant at which it became one. */
export interface Crash {
  readonly cause: CrashCause;
  readonly icount: number;
  /** Virtual time in ns. */
  readonly time: number;
  /** The last that the guest printed. */
  readonly console: Uint8Array;
  /** What harts did on the way there; only if the cause is a lack of progress. */
  readonly hanging: readonly HangingHart[];
}

/** Bytes of console that a crash keeps. */
const CONSOLE_BYTES = 16 << 10;

/**
 * Watches one run for its first crash. What it needs to see it sees through the console, the harts' traps, and the stops of the run: whoever
 * drives the run tells it of each, and stops it at `limit`, if it comes so far. None of that can be seen by the guest.
 */
export class CrashWatch {
  readonly #detector: CrashDetector;
  readonly #console = new Uint8Array(CONSOLE_BYTES);
  /** Bytes printed so far. */
  #printed = 0;
  #run: Run | undefined;
  #samples: HangSamples | undefined;
  #cause: CrashCause | undefined;
  #crash: Crash | undefined;

  /** @throws RangeError for a policy with texts that cannot be looked for */
  constructor(policy: CrashPolicy) {
    this.#detector = new CrashDetector(policy);
  }

  /** The first crash, once there is one. */
  get crash(): Crash | undefined {
    return this.#crash;
  }

  /** Passes on what the guest prints, and looks at it. */
  tap(next: CharBackend): CharBackend {
    return {
      write: (byte) => {
        this.#print(byte);
        next.write(byte);
      },
    };
  }

  /** Begins to watch, where the run is. `backtraces` looks at the run. */
  attach(run: Run, backtraces: Backtraces): void {
    const detector = this.#detector;
    detector.begin(run.icount);
    this.#run = run;
    this.#samples = new HangSamples(run, backtraces, detector.policy.budget ?? Infinity);
    run.observeTraps({
      raised: (hart, cause, handler, high, low) => this.#take(detector.raised(hart, cause, handler, high, low)),
      returned: (hart) => detector.returned(hart),
    });
  }

  /** What it knows of the run, for `goOn`. */
  save(): Tree {
    return this.#detector.save();
  }

  /** The run, to which it was attached, is gone on with: what was known where it is, and the last that the guest had printed. @throws StateError */
  goOn(detector: Tree, console: Uint8Array): void {
    this.#detector.load(detector);
    for (const byte of console.subarray(-CONSOLE_BYTES)) this.#console[this.#printed++ % CONSOLE_BYTES] = byte;
  }

  /** The icount at which the run is to stop, so that `stopped` is called there. */
  get limit(): number {
    if (this.#crash || !this.#run || !this.#samples || this.#detector.deadline === Infinity) return Infinity;
    return this.#samples.next(this.#detector.deadline, this.#run.icount);
  }

  /** The run has stopped, for whatever reason. Returns the crash, once. */
  stopped(stop: RunStop): Crash | undefined {
    const run = this.#run;
    if (!run || this.#crash) return undefined;
    const cause = this.#cause ?? this.#detector.stopped(stop, run.icount);
    this.#samples?.look(this.#detector.deadline);
    if (!cause) return undefined;
    run.observeTraps(undefined);
    // the state of an instant is that before its timers, which the engine has seen to while every hart waited: the next instant is one
    if (run.engine.isSettled) run.runUntil({ icount: run.icount + 1, time: run.now.time + 1 });
    const { icount, time } = run.now;
    const hanging = cause.kind === 'no-progress' ? (this.#samples?.hanging ?? []) : [];
    this.#crash = { cause, icount, time, console: this.#tail(), hanging };
    return this.#crash;
  }

  #print(byte: number): void {
    if (this.#cause || this.#crash) return;
    this.#console[this.#printed++ % CONSOLE_BYTES] = byte;
    this.#take(this.#detector.printed(byte, this.#run?.icount ?? 0));
  }

  /** The instruction under way makes the run crash: it is the last one. */
  #take(cause: CrashCause | undefined): void {
    if (!cause || this.#cause || this.#crash) return;
    this.#cause = cause;
    this.#run?.requestStop();
  }

  #tail(): Uint8Array {
    const at = this.#printed % CONSOLE_BYTES;
    if (this.#printed <= CONSOLE_BYTES) return this.#console.slice(0, this.#printed);
    return Uint8Array.from([...this.#console.subarray(at), ...this.#console.subarray(0, at)]);
  }
}
