import { Backtraces, captureCrash, type Crash, type CrashRecord, type CrashWatch, type SymbolTable } from '@reprise/crash';
import type { Run, RunLimits, RunStop } from '@reprise/vm';
import type { Tree } from '@reprise/vmstate';
import type { Runner } from '../session/run-session.ts';

export interface CrashGuardOptions {
  readonly runner: Runner;
  readonly symbols: SymbolTable;
  /** Told of the crash, while the run stands where it became one. */
  readonly onCrash: (crash: CrashRecord) => Promise<void>;
  /** The run is gone on with: what its watch knew, and the last of its console. */
  readonly before?: { readonly detector: Tree; readonly console: Uint8Array };
  /** It had crashed already. */
  readonly crash?: CrashRecord | undefined;
}

/** Instructions that a guest may take after its console told of a crash: to say the rest, and to reset or power off by itself. */
const LAST_WORDS = 100_000_000;

/** Runs a run until its first crash, has that recorded, and lets it go no further than it has something to say. */
export class CrashGuard implements Runner {
  /** Told when a guest that crashed is to be run no further. */
  onOver: () => void = () => {};
  readonly #run: Run;
  readonly #watch: CrashWatch;
  readonly #options: CrashGuardOptions;
  readonly #backtraces: Backtraces;
  /** The icount at which a guest that crashed has said enough. */
  #end = Infinity;
  #crash: CrashRecord | undefined;

  /** `watch` has been given the run's console. */
  constructor(run: Run, watch: CrashWatch, options: CrashGuardOptions) {
    this.#run = run;
    this.#watch = watch;
    this.#options = options;
    this.#backtraces = new Backtraces(run, options.symbols);
    if (options.crash) this.#crashedBefore(options.crash);
    else watch.attach(run, this.#backtraces);
    if (options.before && !options.crash) watch.goOn(options.before.detector, options.before.console);
  }

  /** The crash, once there is one. */
  get crash(): CrashRecord | undefined {
    return this.#crash;
  }

  /** Runs as Run.runUntil does. @throws what the runner and `onCrash` throw */
  async runUntil(limits: RunLimits): Promise<RunStop> {
    const { icount = Infinity, time = Infinity } = limits;
    for (;;) {
      const stop = await this.#options.runner.runUntil({ ...limits, icount: Math.min(icount, this.#watch.limit, this.#end) });
      const crash = this.#watch.stopped(stop);
      if (crash) await this.#crashed(crash);
      if (this.#run.icount >= this.#end) {
        this.onOver();
        return stop;
      }
      const isOurs = stop.reason === 'limit' ? this.#run.icount < icount && this.#run.now.time < time : crash !== undefined && stop.reason === 'stop-request';
      if (!isOurs) return stop;
    }
  }

  #crashedBefore(crash: CrashRecord): void {
    this.#crash = crash;
    this.#end = endAfter(crash);
  }

  async #crashed(crash: Crash): Promise<void> {
    this.#end = endAfter(crash);
    this.#crash = captureCrash(this.#run, crash, this.#backtraces, this.#options.symbols);
    await this.#options.onCrash(this.#crash);
  }
}

const endAfter = ({ icount, cause }: Pick<Crash, 'icount' | 'cause'>): number => icount + (cause.kind === 'console' ? LAST_WORDS : 0);
