import type { SymbolTable } from '@reprise/crash';
import type { Run } from '@reprise/vm';
import { loadProfiling, OutputFile, type Profiler, type Runner } from '@reprise/vm-host';
import type { WatchPorts } from './joined-ports.ts';
import { profileText } from './profile-text.ts';

type Profiling = Awaited<ReturnType<typeof loadProfiling>>;

/** A profile of a run, which is written when the run has ended. */
export class ProfileReport {
  readonly #profiling: Profiling;
  readonly #profiler: Profiler;
  readonly #path: string;
  readonly #file: OutputFile;

  private constructor(profiling: Profiling, path: string) {
    this.#file = OutputFile.create(`'${path}'`, path);
    this.#path = path;
    this.#profiling = profiling;
    this.#profiler = new profiling.Profiler();
  }

  /** @throws FileError if the file cannot be written */
  static async open(path: string): Promise<ProfileReport> {
    return new ProfileReport(await loadProfiling(), path);
  }

  get ports(): WatchPorts {
    return this.#profiler.ports;
  }

  /** Profiles a run that was made with `ports`; returns who is to run it, in place of `runner`. */
  follow(run: Run, runner: Runner, symbols: SymbolTable | undefined): Runner {
    this.#profiler.follow(run, runner, symbols);
    return this.#profiler;
  }

  /** Writes what was seen, and to stderr what matters most. @throws FileError */
  write(): void {
    const { profile } = this.#profiler;
    this.#file.commit(`${JSON.stringify(this.#profiling.speedscopeFile(this.#path, profile))}\n`);
    process.stderr.write(`\n${profileText(profile)}`);
  }

  [Symbol.dispose](): void {
    this.#file[Symbol.dispose]();
  }
}
