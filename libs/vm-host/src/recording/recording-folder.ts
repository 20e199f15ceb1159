import { join } from 'node:path';
import { parseSummary, RecordingError, type RecordingSink, type RecordingSource, type RecordingSummary } from '@reprise/replay';
import { FileStore, NotFound, type ObjectStore } from '@reprise/store';
import { FileError } from '../files/file-error.ts';
import { ImageFolder } from './image-folder.ts';
import { isRecording, RUN_FILE as RUN } from './is-recording.ts';
import { parseConfiguration, type RecordedConfiguration } from './recorded-configuration.ts';

/** A recording in a folder: run.json, log/, console/, images/, and keyframes as snapshots/ and packs/. docs/log-format.md. */
export class RecordingFolder implements RecordingSink, RecordingSource {
  readonly path: string;
  readonly store: ObjectStore;
  readonly images: ImageFolder;
  readonly configuration: RecordedConfiguration;

  private constructor(path: string, store: ObjectStore, configuration: RecordedConfiguration) {
    this.path = path;
    this.store = store;
    this.images = new ImageFolder(path, store);
    this.configuration = configuration;
  }

  /** For a recording that begins. @throws FileError if there is one already */
  static create(path: string, configuration: RecordedConfiguration): RecordingFolder {
    if (isRecording(path)) throw new FileError(`there is a recording in '${path}' already: choose another folder, or remove that one`);
    return new RecordingFolder(path, new FileStore(path), configuration);
  }

  /** @throws FileError if there is none, RecordingError if its run.json is damaged */
  static async open(path: string): Promise<RecordingFolder> {
    const store = new FileStore(path);
    const bytes = await store.get(RUN).catch((error: unknown) => {
      throw error instanceof NotFound ? new FileError(`there is no recording in '${path}': no ${RUN}`) : error;
    });
    return new RecordingFolder(path, store, parseConfiguration(parseRun(bytes)['configuration']));
  }

  async writeSegment(number: number, bytes: Uint8Array): Promise<void> {
    await this.#putOnce(`log/${number}`, bytes);
  }

  async writeConsole(number: number, bytes: Uint8Array): Promise<void> {
    await this.#putOnce(`console/${number}`, bytes);
  }

  async writeSummary(recording: RecordingSummary): Promise<void> {
    const { configuration } = this;
    await this.store.put(RUN, Buffer.from(`${JSON.stringify({ configuration, recording }, null, 1)}\n`));
  }

  async readSummary(): Promise<RecordingSummary> {
    return parseSummary(parseRun(await this.store.get(RUN))['recording']);
  }

  readSegment(number: number): Promise<Uint8Array | null> {
    return this.#getIfThere(`log/${number}`);
  }

  readConsole(number: number): Promise<Uint8Array | null> {
    return this.#getIfThere(`console/${number}`);
  }

  async #putOnce(key: string, bytes: Uint8Array): Promise<void> {
    if ((await this.store.put(key, bytes, { ifNoneMatch: true })) === 'exists') {
      throw new FileError(`'${join(this.path, key)}' is there already: another recording writes to the same folder`);
    }
  }

  async #getIfThere(key: string): Promise<Uint8Array | null> {
    try {
      return await this.store.get(key);
    } catch (error) {
      if (error instanceof NotFound) return null;
      throw error;
    }
  }
}

function parseRun(bytes: Uint8Array): Readonly<Record<string, unknown>> {
  const value = parseJson(bytes);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  throw new RecordingError(`${RUN}: expected an object`);
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw new RecordingError(`${RUN} is no JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}
