import type { FileSystem, OpenFile } from '../file/file-system.ts';

/** What the n-th call (from 1 on) of a file system fails with, before it does anything or after; undefined where it does not fail. */
export type FilePlan = (call: number, name: string) => { readonly error: Error; readonly after: boolean } | undefined;

/** A file system whose calls are counted and fail as planned. A write that fails has written the first half. */
export class FaultyFiles implements FileSystem {
  calls = 0;
  readonly #files: FileSystem;
  readonly #plan: FilePlan;

  constructor(files: FileSystem, plan: FilePlan) {
    this.#files = files;
    this.#plan = plan;
  }

  makeFolder(path: string): Promise<void> {
    return this.#call('makeFolder', () => this.#files.makeFolder(path));
  }

  create(path: string): Promise<OpenFile> {
    return this.#call('create', async () => this.#wrap(await this.#files.create(path)));
  }

  open(path: string): Promise<OpenFile> {
    return this.#call('open', async () => this.#wrap(await this.#files.open(path)));
  }

  link(path: string, second: string): Promise<void> {
    return this.#call('link', () => this.#files.link(path, second));
  }

  rename(path: string, to: string): Promise<void> {
    return this.#call('rename', () => this.#files.rename(path, to));
  }

  unlink(path: string): Promise<void> {
    return this.#call('unlink', () => this.#files.unlink(path));
  }

  entries(path: string): ReturnType<FileSystem['entries']> {
    return this.#call('entries', () => this.#files.entries(path));
  }

  stat(path: string): ReturnType<FileSystem['stat']> {
    return this.#call('stat', () => this.#files.stat(path));
  }

  #wrap(file: OpenFile): OpenFile {
    return {
      size: () => this.#call('size', () => file.size()),
      read: (offset, into) => this.#call('read', () => file.read(offset, into)),
      append: (bytes) => this.#call('append', () => file.append(bytes), () => file.append(bytes.subarray(0, bytes.length / 2))),
      sync: () => this.#call('sync', () => file.sync()),
      close: () => this.#call('close', () => file.close()),
    };
  }

  async #call<T>(name: string, action: () => Promise<T>, part: () => Promise<unknown> = () => Promise.resolve()): Promise<T> {
    const fault = this.#plan(++this.calls, name);
    if (fault && !fault.after) {
      await part();
      throw fault.error;
    }
    const result = await action();
    if (fault) throw fault.error;
    return result;
  }
}
