/**
 * How a test asks for a program of the machine. A suite that needs one that is missing is skipped, and says why:
 *
 *     needsTool('qemu-system-riscv64', 'riscv64-unknown-elf-gcc')('the CPU against QEMU', () => { ... });
 */
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe } from 'vitest';
import { needs } from './needs.ts';

const isReadable = (path: string, mode: number): boolean => {
  try {
    accessSync(path, mode);
    return true;
  } catch {
    return false;
  }
};

/** The absolute path of a program on `path` (or of a named file in needs.ts); undefined where it is missing. */
export const tool = (name: string, path = process.env['PATH'] ?? ''): string | undefined => {
  const known = needs[name]?.file;
  if (known !== undefined) return isReadable(known, constants.R_OK) ? known : undefined;
  // The sbin folders hold mkfs and its like, and are not on every user's PATH.
  const folders = [...path.split(delimiter), '/usr/sbin', '/sbin'];
  return folders
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, name))
    .find((file) => isReadable(file, constants.X_OK));
};

export const hasTool = (...names: readonly string[]): boolean => names.every((name) => tool(name) !== undefined);

/** `describe` where every tool is there; else a `describe` that skips its suite, its title saying what is missing. */
export const needsTool = (...names: readonly string[]): ((title: string, suite: () => void) => void) => {
  const missing = names.filter((name) => !hasTool(name));
  if (missing.length === 0) return (title, suite) => void describe(title, suite);
  const reason = missing.map((name) => `${name} (Debian: ${needs[name]?.debianPackage ?? 'unknown'})`).join(', ');
  return (title, suite) => void describe.skip(`${title} [left out: needs ${reason}]`, suite);
};
