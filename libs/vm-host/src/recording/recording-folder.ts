import { join } from 'node:path';
import { parseSummary, RecordingError, type RecordingSink, type RecordingSource, type RecordingSummary } from '@reprise/replay';
import { FileStore, NotFound, type ObjectStore } from '@reprise/store';
import { FileError } from '../files/file-error.ts';
import { ImageFolder } from './image-folder.ts';
import { isRecording, RUN_FILE as RUN } from './is-recording.ts';
import { JsonFields } from './json-fields.ts';
import { parseConfiguration, type RecordedConfiguration } from './recorded-configuration.ts';

/** Segments [from, to) of a log, with what belongs to them, and what their keys begin with. */
export interface RecordingPart {
  readonly prefix: string;
  readonly from: number;
  readonly to: number;
}

/** Where a recording is. */
export interface RecordingPlace {
  readonly store: ObjectStore;
  /** What its own keys begin with: '' if the store has nothing else, else a folder's name and '/'. */
  readonly prefix: string;
  readonly images: ImageFolder;
  /** Parts of the log that others wrote under prefixes of their own, in order; what is written now goes behind them. */
  readonly parts?: readonly RecordingPart[];
  /** As errors call it. */
  readonly name: string;
}

/** How far a recording counts: what its writer wrote behind that does not. */
export type RecordingHead = Pick<RecordingSummary, 'segments' | 'head' | 'keyframes'>;

/** A recording in a folder of the host, which is a store of its own. */
function localPlace(path: string): RecordingPlace {
  const store = new FileStore(path);
  return { store, prefix: '', images: new ImageFolder(join(path, 'images'), store), name: path };
}

/** A recording in an object store: run.json, log/, console/, notes/ under a prefix, and images/, snapshots/, packs/ of the store. docs/log-format.md. */
export class RecordingFolder implements RecordingSink, RecordingSource {
  readonly place: RecordingPlace;
  readonly configuration: RecordedConfiguration;
  readonly #head: RecordingHead | undefined;
  /** The part that is written now. */
  #own: RecordingPart;

  private constructor(place: RecordingPlace, configuration: RecordedConfiguration, head?: RecordingHead) {
    this.place = place;
    this.configuration = configuration;
    this.#head = head;
    const from = place.parts?.at(-1)?.to ?? 0;
    this.#own = { prefix: place.prefix, from, to: place.parts ? from : Infinity };
  }

  /** For a recording that begins in a folder of the host. @throws FileError if there is one already */
  static create(path: string, configuration: RecordedConfiguration): RecordingFolder {
    if (isRecording(path)) throw new FileError(`there is a recording in '${path}' already: choose another folder, or remove that one`);
    return new RecordingFolder(localPlace(path), configuration);
  }

  /** For a recording that begins, or goes on, at a place where nobody else writes. */
  static at(place: RecordingPlace, configuration: RecordedConfiguration): RecordingFolder {
    return new RecordingFolder({ parts: [], ...place }, configuration);
  }

  /** One in a folder of the host. @throws FileError if there is none, RecordingError if its run.json is damaged */
  static open(path: string): Promise<RecordingFolder> {
    return RecordingFolder.openAt(localPlace(path));
  }

  /** One that is at a place, up to its head if one is given. @throws FileError if there is none, RecordingError if its run.json is damaged */
  static async openAt(place: RecordingPlace, head?: RecordingHead): Promise<RecordingFolder> {
    const bytes = await place.store.get(`${place.prefix}${RUN}`).catch((error: unknown) => {
      throw error instanceof NotFound ? new FileError(`there is no recording in '${place.name}': no ${RUN}`) : error;
    });
    return new RecordingFolder(place, parseConfiguration(parseRun(bytes).get('configuration')), head);
  }

  get store(): ObjectStore {
    return this.place.store;
  }

  get images(): ImageFolder {
    return this.place.images;
  }

  /** All parts of the log as far as it is written, for the next to go on from. */
  get parts(): readonly RecordingPart[] {
    return [...(this.place.parts ?? []), this.#own].filter(({ from, to }) => from < to);
  }

  async writeSegment(number: number, bytes: Uint8Array): Promise<void> {
    await this.#putOnce(`log/${number}`, bytes);
  }

  async writeConsole(number: number, bytes: Uint8Array): Promise<void> {
    await this.#putOnce(`console/${number}`, bytes);
  }

  async writeNotes(number: number, bytes: Uint8Array): Promise<void> {
    await this.#putOnce(`notes/${number}`, bytes);
  }

  async writeSummary(recording: RecordingSummary): Promise<void> {
    const { configuration, place: { parts, prefix } } = this;
    if (parts) this.#own = { ...this.#own, to: recording.segments };
    const run = { configuration, recording, ...(parts && { parts: this.parts }) };
    await this.store.put(`${prefix}${RUN}`, Buffer.from(`${JSON.stringify(run, null, 1)}\n`));
  }

  async readSummary(): Promise<RecordingSummary> {
    const summary = parseSummary(parseRun(await this.store.get(`${this.place.prefix}${RUN}`)).get('recording'));
    return { ...summary, ...this.#head };
  }

  readSegment(number: number): Promise<Uint8Array | null> {
    return this.#read(number, `log/${number}`);
  }

  readConsole(number: number): Promise<Uint8Array | null> {
    return this.#read(number, `console/${number}`);
  }

  readNotes(number: number): Promise<Uint8Array | null> {
    return this.#read(number - 1, `notes/${number}`);
  }

  async #putOnce(name: string, bytes: Uint8Array): Promise<void> {
    const key = `${this.place.prefix}${name}`;
    if ((await this.store.put(key, bytes, { ifNoneMatch: true })) === 'created') return;
    if (Buffer.compare(await this.store.get(key), bytes) === 0) return; // it was this very call, at a first attempt
    throw new FileError(`'${join(this.place.name, name)}' is there already: another recording writes to the same folder`);
  }

  /** What belongs to a segment, from the part that it is in. */
  async #read(segment: number, name: string): Promise<Uint8Array | null> {
    const part = this.parts.find(({ from, to }) => segment >= from && segment < to);
    if (!part) return null;
    try {
      return await this.store.get(`${part.prefix}${name}`);
    } catch (error) {
      if (error instanceof NotFound) return null;
      throw error;
    }
  }
}

function parseRun(bytes: Uint8Array): JsonFields {
  try {
    return new JsonFields(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)), RUN);
  } catch (error) {
    if (error instanceof RecordingError) throw error;
    throw new RecordingError(`${RUN} is no JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}
