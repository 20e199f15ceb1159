import { randomBytes } from 'node:crypto';
import { chmodSync, linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { OptionError } from '@reprise/options';

const SECRET_BYTES = 32;

/** Where everything of a stack on this machine is kept: docs/service.md. Its files are the owner's alone. */
export class DataFolder {
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  /** Makes it where it is missing. @throws OptionError where that cannot be */
  static open(path: string): DataFolder {
    const folder = new DataFolder(resolve(path));
    try {
      for (const part of ['', 'logs', 'store', 'redis']) mkdirSync(folder.file(part), { recursive: true, mode: 0o700 });
    } catch (error) {
      throw new OptionError(`the data folder '${path}' cannot be made: ${error instanceof Error ? error.message : String(error)}`);
    }
    return folder;
  }

  file(...names: readonly string[]): string {
    return join(this.path, ...names);
  }

  /** A secret that was made the first time, 43 characters of base64url. */
  secret(name: string): string {
    const path = this.file(name);
    try {
      this.#createWhole(path, `${randomBytes(SECRET_BYTES).toString('base64url')}\n`);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
    chmodSync(path, 0o600);
    return readFileSync(path, 'utf8').trim();
  }

  /** Writes a file so that it is there as a whole or not at all, 0600. */
  write(name: string, text: string): void {
    const path = this.file(name);
    const temporary = `${path}.${process.pid}.new`;
    writeFileSync(temporary, text, { mode: 0o600 });
    renameSync(temporary, path);
  }

  /** @throws EEXIST where there is one */
  create(name: string, text: string): void {
    this.#createWhole(this.file(name), text);
  }

  #createWhole(path: string, text: string): void {
    const temporary = `${path}.${process.pid}.new`;
    writeFileSync(temporary, text, { mode: 0o600 });
    try {
      linkSync(temporary, path);
    } finally {
      rmSync(temporary);
    }
  }
}
