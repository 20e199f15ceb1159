import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { OptionError } from '@reprise/options';
import { z } from 'zod';
import type { DataFolder } from '../data-folder.ts';
import { identityOf, isAlive } from './process-identity.ts';

const FILE = 'children.json';
const PATIENCE_MS = 60_000;
const children = z.record(z.string(), z.object({ pid: z.int().min(1), started: z.string() }));

/** Which processes a stack has started, written down: whoever comes after one that was killed ends what it left, and nothing else. */
export class Children {
  readonly #folder: DataFolder;
  readonly #known: Record<string, { pid: number; started: string }> = {};

  constructor(folder: DataFolder) {
    this.#folder = folder;
  }

  add(name: string, pid: number): void {
    const identity = identityOf(pid);
    if (identity) this.#known[name] = identity;
    this.#folder.write(FILE, `${JSON.stringify(this.#known)}\n`);
  }

  /**
   * Ends what an earlier stack on this folder has left running, and waits until it is gone.
   * @throws OptionError if it does not go
   */
  async endLeftOvers(say: (line: string) => void): Promise<void> {
    const left = Object.entries(readChildren(this.#folder.file(FILE))).filter(([, identity]) => isAlive(identity));
    for (const [name, { pid }] of left) {
      say(`${name} (process ${pid}) was left by an earlier 'reprise up' that was killed: ending it`);
      process.kill(pid, 'SIGTERM');
    }
    const deadline = performance.now() + PATIENCE_MS;
    for (const [name, identity] of left) {
      while (isAlive(identity)) {
        if (performance.now() > deadline) throw new OptionError(`${name} (process ${identity.pid}), left by an earlier 'reprise up', does not end: end it, then call again`);
        await delay(50);
      }
    }
  }
}

function readChildren(path: string): z.infer<typeof children> {
  try {
    return children.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return {}; // none was written, or by somebody else
  }
}
