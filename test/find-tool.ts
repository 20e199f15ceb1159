import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { needs } from './needs.ts';

const isAccessible = (path: string, mode: number): boolean => {
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
  if (known !== undefined) return isAccessible(known, constants.R_OK) ? known : undefined;
  // The sbin folders hold mkfs and its like, and are not on every user's PATH.
  return [...path.split(delimiter), '/usr/sbin', '/sbin']
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, name))
    .find((file) => isAccessible(file, constants.X_OK));
};
