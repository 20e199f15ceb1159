import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));

/** A file of the launcher's state folder, which git ignores. */
export const statePath = (name: string): string => {
  mkdirSync(join(root, '.reprise'), { recursive: true });
  return join(root, '.reprise', name);
};

/** The script of a command that a dependency brings, to be run by Node. */
export const commandOf = (dependency: string, script: string): string => join(root, 'node_modules', dependency, script);
