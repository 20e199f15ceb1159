import { constants, copyFileSync, existsSync, linkSync, mkdirSync, rmSync } from 'node:fs';
import { hash, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Image } from '@reprise/machine';
import { RecordingError } from '@reprise/replay';
import type { ObjectStore } from '@reprise/store';
import { naming } from '../files/file-error.ts';
import { FileImage } from '../images/file-image.ts';
import { readImage } from '../images/read-image.ts';
import type { RecordedConfiguration, RecordedFile } from './recorded-configuration.ts';

/** The files that a recorded run was made from, in the folder `images` of the recording, by their digests. */
export class ImageFolder {
  readonly #path: string;
  readonly #store: ObjectStore;

  /** @param recording the folder of the recording, which is also the store */
  constructor(recording: string, store: ObjectStore) {
    this.#path = join(recording, 'images');
    this.#store = store;
  }

  /** Where the file of a digest is. */
  pathOf({ sha256 }: RecordedFile): string {
    return join(this.#path, sha256);
  }

  /** @throws StoreError */
  async put({ sha256 }: RecordedFile, bytes: Uint8Array): Promise<void> {
    await this.#store.put(`images/${sha256}`, bytes, { ifNoneMatch: true });
  }

  /** Copies a disk image, without using room for it where the file system can share it. @throws FileError */
  copy(file: RecordedFile, from: string): void {
    const to = this.pathOf(file);
    if (existsSync(to)) return;
    const temporary = join(this.#path, `.${randomUUID()}`);
    naming(`keep '${from}' in the recording`, () => {
      mkdirSync(this.#path, { recursive: true });
      try {
        copyFileSync(from, temporary, constants.COPYFILE_FICLONE);
        linkSync(temporary, to);
      } finally {
        rmSync(temporary, { force: true });
      }
    });
  }

  /** Takes over the files of another recording of the same configuration. @throws FileError */
  copyAll(other: ImageFolder, { bios, kernel, initrd, dtb, drives }: RecordedConfiguration): void {
    for (const file of [bios, kernel, initrd, dtb, ...drives]) if (file) this.copy(file, other.pathOf(file));
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
}

const missing = ({ name, sha256 }: RecordedFile, what: string): RecordingError =>
  new RecordingError(`the recording's ${what} (images/${sha256}, which was '${name}') is missing`);

const changed = ({ name, sha256 }: RecordedFile, what: string): RecordingError =>
  new RecordingError(`the recording's ${what} (images/${sha256}, which was '${name}') is not what it was`);
