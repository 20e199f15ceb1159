import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const MIB = 2 ** 20;

/** A disk (tmpfs) of its own for a folder, which can be full. Needs root. */
export class SmallDisk {
  readonly #path: string;
  readonly #ballast: string;

  private constructor(path: string) {
    this.#path = path;
    this.#ballast = join(path, 'ballast');
  }

  /** Undefined where nothing can be mounted: then it is a plain folder, and never full. */
  static make(path: string, bytes: number): SmallDisk | undefined {
    mkdirSync(path, { recursive: true });
    return spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes}`, 'reprise-test', path]).status === 0 ? new SmallDisk(path) : undefined;
  }

  /** From now on nothing can be written. */
  fill(): void {
    for (let size = MIB; size > 0; size = this.#free()) {
      try {
        writeFileSync(this.#ballast, Buffer.alloc(Math.min(size, 16 * MIB)), { flag: 'a' });
      } catch (error) {
        if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error;
        return;
      }
    }
  }

  clear(): void {
    rmSync(this.#ballast, { force: true });
  }

  unmount(): void {
    spawnSync('umount', ['--lazy', this.#path]);
  }

  #free(): number {
    const { bavail, bsize } = statfsSync(this.#path);
    return bavail * bsize;
  }
}
