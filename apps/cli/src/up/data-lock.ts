import { readFileSync, renameSync, rmSync } from 'node:fs';
import { OptionError } from '@reprise/options';
import { z } from 'zod';
import type { DataFolder } from './data-folder.ts';
import { identityOf, isAlive, type ProcessIdentity } from './supervise/process-identity.ts';

const LOCK = 'up.lock';
const identity = z.object({ pid: z.int().min(1), started: z.string() });

/** At most one `reprise up` has a data folder. A lock whose holder is dead is no lock. */
export class DataLock implements Disposable {
  readonly #folder: DataFolder;

  private constructor(folder: DataFolder) {
    this.#folder = folder;
  }

  /** @throws OptionError where another holds it */
  static acquire(folder: DataFolder): DataLock {
    const text = `${JSON.stringify(identityOf(process.pid))}\n`;
    for (;;) {
      try {
        folder.create(LOCK, text);
        return new DataLock(folder);
      } catch (error) {
        if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
      }
      removeStale(folder);
    }
  }

  [Symbol.dispose](): void {
    rmSync(this.#folder.file(LOCK), { force: true });
  }
}

/** Takes a dead holder's lock away. @throws OptionError where the holder lives */
function removeStale(folder: DataFolder): void {
  const path = folder.file(LOCK);
  const text = readIfThere(path);
  if (text === null) return;
  const holder = holderIn(text);
  if (holder && isAlive(holder)) {
    throw new OptionError(`another 'reprise up' (process ${holder.pid}) has the data folder '${folder.path}': stop it, or name another with --data DIR`);
  }
  const aside = `${path}.${process.pid}.stale`;
  try {
    renameSync(path, aside);
  } catch {
    return; // another was faster
  }
  if (readIfThere(aside) !== text) { // another was faster, and this was its lock: put it back
    renameSync(aside, path);
    return;
  }
  rmSync(aside);
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

function holderIn(text: string): ProcessIdentity | null {
  try {
    return identity.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
