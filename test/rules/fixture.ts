import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));

export interface Workspace {
  readonly path: string;
  readonly remove: () => void;
}

/** Writes `files` (path from the fixture's root -> text) into a new folder beside a copy of this repository's configuration. */
export const makeWorkspace = (files: Readonly<Record<string, string>>): Workspace => {
  const path = mkdtempSync(join(tmpdir(), 'reprise-rules-'));
  for (const name of ['.oxlintrc.json', 'tsconfig.base.json', 'types', 'test/rules']) {
    cpSync(join(root, name), join(path, name), { recursive: true });
  }
  symlinkSync(join(root, 'node_modules'), join(path, 'node_modules'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), text);
  }
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
};
