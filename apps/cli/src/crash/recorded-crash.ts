import { CrashWatch, defaultPatterns, type CrashPolicy } from '@reprise/crash';
import type { CharBackend } from '@reprise/qdev';
import { loadCrashes, type CrashGuard, type FolderRecording, type PreparedRun } from '@reprise/vm-host';
import type { CrashValues } from './crash-options.ts';

/** Watches a run that is recorded, and puts the record of its crash into the recording. */
export class RecordedCrash {
  readonly #watch: CrashWatch;
  readonly #symbols: readonly string[];

  constructor(values: CrashValues) {
    this.#watch = new CrashWatch(policyOf(values));
    this.#symbols = values.symbols;
  }

  /** What the guest prints is to pass through this, from where the recording begins. */
  tap(console: CharBackend): CharBackend {
    return this.#watch.tap(console);
  }

  /**
   * Begins to watch. `guests`: the folder of the bundled Linux, if it is what runs.
   * @throws FileError, ImageError: what is wrong with symbols
   */
  async guard({ run, files }: PreparedRun, recording: FolderRecording, guests: string | null): Promise<CrashGuard> {
    const { CrashGuard, readSymbolFiles, symbolsOfGuest, writeCrashRecord } = await loadCrashes();
    const symbols = this.#symbols.length > 0 ? await readSymbolFiles(this.#symbols) : await symbolsOfGuest(guests, files);
    return new CrashGuard(run, this.#watch, { runner: recording, symbols, onCrash: (crash) => writeCrashRecord(recording.folder.store, crash) });
  }
}

function policyOf({ 'crash-text': texts, budget, progress }: CrashValues): CrashPolicy {
  const patterns = texts.length === 0 ? defaultPatterns : texts.filter((text) => text !== 'none');
  return { patterns, progress, ...(budget !== undefined && { budget }) };
}
