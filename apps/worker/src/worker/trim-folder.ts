import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** A file that came so recently may be about to be opened. */
const YOUNG_MS = 10 * 60_000;

/** Removes the files of a folder that came first, until the rest has at most `bytes`. What is open stays readable. */
export async function trimFolder(folder: string, bytes: number, now = Date.now()): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  const found = await Promise.all(names.map(async (name) => ({ path: join(folder, name), stats: await stat(join(folder, name)).catch(() => undefined) })));
  const files = found.flatMap(({ path, stats }) => (stats?.isFile() ? [{ path, size: stats.size, came: stats.mtimeMs }] : [])).sort((a, b) => a.came - b.came);
  let total = files.reduce((sum, { size }) => sum + size, 0);
  for (const { path, size, came } of files) {
    if (total <= bytes || now - came < YOUNG_MS) return;
    await rm(path, { force: true });
    total -= size;
  }
}
