import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { trimFolder } from './trim-folder.ts';

let folder = '';
const NOW = 1_000_000_000_000;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'reprise-trim-'));
  for (const [name, minutesAgo] of [['a', 40], ['b', 30], ['c', 20], ['d', 1]] as const) {
    writeFileSync(join(folder, name), Buffer.alloc(100));
    const at = new Date(NOW - minutesAgo * 60_000);
    utimesSync(join(folder, name), at, at);
  }
});
afterEach(() => rmSync(folder, { recursive: true }));

it.each([[400, 'abcd'], [399, 'bcd'], [150, 'd'], [0, 'd']])('a folder that may have %i bytes keeps what came last: %s', async (bytes, left) => {
  await trimFolder(folder, bytes, NOW);
  expect(readdirSync(folder).sort().join('')).toBe(left);
});

it('a folder that is not there is in order', async () => {
  await trimFolder(join(folder, 'none'), 0, NOW);
});
