import { constants, copyFileSync, existsSync, linkSync, mkdirSync, rmSync } from 'node:fs';
import { createHash, hash, randomUUID } from 'node:crypto';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { Image } from '@reprise/machine';
import { RecordingError } from '@reprise/replay';
import { NotFound, type ObjectStore } from '@reprise/store';
import { naming } from '../files/file-error.ts';
import { FileImage } from '../images/file-image.ts';
import { readImage } from '../images/read-image.ts';
import { recordedFiles, type RecordedConfiguration, type RecordedFile } from './recorded-configuration.ts';

/** Bytes that are brought at once. */
const BROUGHT_AT_ONCE = 8 << 20;

/**
 * The files that recorded runs were made from, by their digests: `images/<sha256>` of a store, and a folder of this host that has those that are looked at. Of a
 * recording in a folder, both are the same.
 */
export class ImageFolder {
  readonly #path: string;
  readonly #store: ObjectStore;

  /** @param path the folder of this host */
  constructor(path: string, store: ObjectStore) {
    this.#path = path;
    this.#store = store;
  }

  /** Where the file of a digest is, once it is here. */
  pathOf({ sha256 }: Pick<RecordedFile, 'sha256'>): string {
    return join(this.#path, sha256);
  }

  /** Puts a file into the store. @throws StoreError */
  async put({ sha256 }: Pick<RecordedFile, 'sha256'>, bytes: Uint8Array): Promise<void> {
    const key = keyOf(sha256);
    if (!(await this.#isStored(key))) await this.#store.put(key, bytes, { ifNoneMatch: true });
  }

  /** Brings a file from the store to this host, if it is not here. @throws RecordingError if the store does not have it, or has other bytes; StoreError */
  async bring(file: RecordedFile, what: string): Promise<void> {
    const path = this.pathOf(file);
    if (existsSync(path)) return;
    const temporary = this.#temporary();
    try {
      if ((await this.#download(file, what, temporary)) !== file.sha256) throw changed(file, what);
      naming(`keep ${what}`, () => linkIfNew(temporary, path));
    } finally {
      rmSync(temporary, { force: true });
    }
  }

  /** Copies a file, without using room for it where the file system can share it. @throws FileError */
  copy(file: RecordedFile, from: string): void {
    const to = this.pathOf(file);
    if (existsSync(to)) return;
    const temporary = this.#temporary();
    naming(`keep '${from}' in the recording`, () => {
      try {
        copyFileSync(from, temporary, constants.COPYFILE_FICLONE);
        linkIfNew(temporary, to);
      } finally {
        rmSync(temporary, { force: true });
      }
    });
  }

  /** Takes over the files of another recording of the same configuration. @throws FileError */
  copyAll(other: ImageFolder, configuration: RecordedConfiguration): void {
    for (const { file } of recordedFiles(configuration)) this.copy(file, other.pathOf(file));
  }

  /** @throws RecordingError if it is missing, or is not what was recorded */
  read(file: RecordedFile | null, what: string): Image | undefined {
    if (!file) return undefined;
    const path = this.pathOf(file);
    if (!existsSync(path)) throw missing(file, what);
    const { bytes } = readImage(what, path);
    if (hash('sha256', bytes, 'hex') !== file.sha256) throw changed(file, what);
    return { name: file.name, bytes };
  }

  /** The same for the image of a drive, which may be too large to be read at once. */
  check(file: RecordedFile, what: string): void {
    if (!existsSync(this.pathOf(file))) throw missing(file, what);
    using image = new FileImage(what, this.pathOf(file), false);
    if (image.sha256() !== file.sha256) throw changed(file, what);
  }

  #temporary(): string {
    mkdirSync(this.#path, { recursive: true });
    return join(this.#path, `.${randomUUID()}`);
  }

  async #isStored(key: string): Promise<boolean> {
    try {
      await this.#store.head(key);
      return true;
    } catch (error) {
      if (error instanceof NotFound) return false;
      throw error;
    }
  }

  /** Writes a file of the store to `path`; its digest. */
  async #download(file: RecordedFile, what: string, path: string): Promise<string> {
    const digest = createHash('sha256');
    await using to = await open(path, 'wx');
    for (let offset = 0, length = BROUGHT_AT_ONCE; length === BROUGHT_AT_ONCE; offset += length) {
      const bytes = await this.#store.get(keyOf(file.sha256), { offset, length: BROUGHT_AT_ONCE }).catch((error: unknown) => {
        throw error instanceof NotFound ? missing(file, what) : error;
      });
      digest.update(bytes);
      await to.write(bytes);
      length = bytes.length;
    }
    return digest.digest('hex');
  }
}

const keyOf = (sha256: string): string => `images/${sha256}`;

/** Gives a file that is whole its name; somebody else may have done so. */
function linkIfNew(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch (error) {
    if (!existsSync(to)) throw error;
  }
}

const missing = ({ name, sha256 }: RecordedFile, what: string): RecordingError =>
  new RecordingError(`the recording's ${what} (images/${sha256}, which was '${name}') is missing`);

const changed = ({ name, sha256 }: RecordedFile, what: string): RecordingError =>
  new RecordingError(`the recording's ${what} (images/${sha256}, which was '${name}') is not what it was`);
