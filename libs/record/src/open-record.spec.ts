import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createKey, verifyKey } from '@reprise/control';
import { World } from '@reprise/control/testing';
import { afterEach, expect, it } from 'vitest';
import { recordClock } from './clock.ts';
import { openRecord } from './open-record.ts';

const folder = mkdtempSync(join(tmpdir(), 'reprise-record-'));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('keeps in its folder what was written, and no secret of a key', async () => {
  const first = await openRecord(`pglite:${folder}/db`);
  const world = new World(first);
  const { id } = await world.submit();
  const { secret } = await createKey(world.ports, 'p', { name: 'x', role: 'admin' });
  await first.close();
  const second = await openRecord(`pglite:${folder}/db`);
  expect((await second.runs.get(id))?.state).toBe('pending');
  expect((await verifyKey({ record: second }, secret)).role).toBe('admin');
  const clock = await recordClock(second);
  const now = clock.now();
  expect(Math.abs((await second.now()) - now)).toBeLessThan(60_000);
  expect(clock.now()).toBeGreaterThanOrEqual(now);
  clock.close();
  await second.close();
});

it('goes on by a clock of its own while the record is away', async () => {
  let isAway = false;
  const clock = await recordClock({ now: async () => (isAway ? Promise.reject(new Error('away')) : 5000) });
  isAway = true;
  const [first, second] = [clock.now(), clock.now()];
  expect([first >= 5000, second >= first]).toEqual([true, true]);
  clock.close();
});

it.each(['', 'mysql://root:secret@host/db', 'pglite', '/some/folder'])("is not at '%s'", async (address) => {
  await expect(openRecord(address)).rejects.toThrow('is no address of a record: postgres://USER:PASSWORD@HOST/DATABASE or pglite:FOLDER');
  await expect(openRecord(address)).rejects.not.toThrow('secret');
});
