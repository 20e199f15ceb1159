import { closeSync, fsyncSync, openSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { FileError, naming } from './file-error.ts';

/**
 * A file that is written at the end, and of which it is known at the start that it can be. Whoever looks sees the old file or the whole
 * new one. What is no regular file (/dev/stderr, a pipe) is written to as it is.
 */
export class OutputFile {
  readonly #what: string;
  readonly #path: string;
  /** null = no regular file, or there is nothing to be done any more. */
  #temporary: string | null;
  #file: number;

  private constructor(what: string, path: string, temporary: string | null, file: number) {
    this.#what = what;
    this.#path = path;
    this.#temporary = temporary;
    this.#file = file;
  }

  /** @param what names it in errors: `'result.json'`. @throws FileError */
  static create(what: string, path: string): OutputFile {
    return naming(`write ${what}`, () => {
      const stats = statSync(path, { throwIfNoEntry: false });
      if (stats?.isDirectory()) throw new FileError(`cannot write ${what}: it is a directory`);
      if (stats && !stats.isFile()) return new OutputFile(what, path, null, openSync(path, 'w'));
      const target = stats ? realpathSync(path) : path; // what a link names is replaced, not the link
      const temporary = `${target}.${process.pid}.new`;
      return new OutputFile(what, target, temporary, openSync(temporary, 'w'));
    });
  }

  /** Writes `text`, and puts the file in its place. @throws FileError */
  commit(text: string | Uint8Array): void {
    naming(`write ${this.#what}`, () => {
      writeFileSync(this.#file, text);
      if (this.#temporary === null) return;
      fsyncSync(this.#file);
      renameSync(this.#temporary, this.#path);
      this.#temporary = null;
    });
  }

  /** Leaves nothing behind but what was committed. */
  [Symbol.dispose](): void {
    if (this.#file >= 0) closeSync(this.#file);
    this.#file = -1;
    if (this.#temporary !== null) rmSync(this.#temporary, { force: true });
    this.#temporary = null;
  }
}
