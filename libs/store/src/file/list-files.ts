import { join } from 'node:path';
import type { ObjectInfo } from '../object-store.ts';
import type { FileSystem, FolderEntry } from './file-system.ts';
import { ifThere } from './system-error.ts';

/**
 * The files under `root` as objects, in the order of their keys: those that begin with `prefix` and come after `cursor`. A name that begins
 * with '.' is no object's.
 */
export async function* listFiles(files: FileSystem, root: string, prefix: string, cursor: string, folder = ''): AsyncGenerator<ObjectInfo> {
  // what is gone meanwhile is not listed
  const entries = await ifThere(files.entries(join(root, folder)), []);
  for (const { key, isFolder } of inKeyOrder(folder, entries)) {
    if (isFolder) {
      const isInPrefix = key.startsWith(prefix) || prefix.startsWith(key);
      const isPassed = cursor > key && !cursor.startsWith(key);
      if (isInPrefix && !isPassed) yield* listFiles(files, root, prefix, cursor, key);
    } else if (key.startsWith(prefix) && key > cursor) {
      const found = await ifThere(files.stat(join(root, key)), undefined);
      if (found) yield { key, size: found.size };
    }
  }
}

/** Keys of files, and of folders with the '/' that all keys in them go on with: so sorted, they are in the order of all keys. */
function inKeyOrder(folder: string, entries: readonly FolderEntry[]): { readonly key: string; readonly isFolder: boolean }[] {
  const keyed = entries
    .filter(({ name }) => !name.startsWith('.'))
    .map(({ name, isFolder }) => ({ key: `${folder}${name}${isFolder ? '/' : ''}`, isFolder }));
  return keyed.sort((a, b) => (a.key < b.key ? -1 : 1));
}
