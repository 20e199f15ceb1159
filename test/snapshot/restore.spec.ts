import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Run } from '@reprise/vm';
import { SELF_MODIFYING_PAGING } from '@reprise/vm/testing';
import { describe, expect, it } from 'vitest';
import { setMood } from './moody-store.ts';
import { programRun } from './program-run.ts';
import { openService, restoreWhole, storedRun, type StoredRun } from './services.ts';

const stored = (icount: number): Promise<StoredRun> => storedRun(icount, () => programRun(SELF_MODIFYING_PAGING));

const turn = (): Promise<void> => new Promise((resolve) => void setTimeout(resolve, 1));

describe('a run restored from a snapshot', () => {
  it.each([{ readAhead: true }, { readAhead: false }])('goes on as if it had never been away: %j', async (options) => {
    for (const icount of [0, 1, 777, 5000]) {
      const { store, id, machine, digestAt } = await stored(icount);
      const service = openService(options, store).service;
      const run = machine();
      run.runUntil({ icount: 3000 }); // it need not be fresh
      await service.restore(run, id);
      expect([run.icount, run.digest(), run.state.current]).toEqual([icount, id, 'paused']);
      for (const later of [icount + 10, icount + 400, icount + 2000]) {
        run.runUntil({ icount: later });
        expect(run.digest()).toBe(digestAt(later));
      }
    }
  });

  it('has its id, and snapshots of its own, without its memory', async () => {
    const { store, id, machine, digestAt } = await stored(4000);
    const service = openService({ readAhead: false }, store).service;
    await service.ready();
    setMood(store, 'no-reads');
    const run = machine();
    await service.restore(run, id);
    expect([run.digest(), service.asked(run)]).toEqual([id, 0]);
    setMood(store, undefined);
    const same = await service.take(run);
    expect([same.id, same.pages, same.entries, service.asked(run)]).toEqual([id, 0, 0, 0]);
    run.runUntil({ icount: 4100 });
    const asked = service.asked(run);
    expect(asked).toBeGreaterThan(0);
    const later = await service.take(run);
    expect(later.id).toBe(digestAt(4100));
    expect(service.asked(run)).toBe(asked); // the guest's own questions
    expect(later.pages).toBeLessThan(30);
    const other = machine();
    await restoreWhole(other, store, later.id);
    expect(other.digest()).toBe(later.id);
    expect(asked).toBeLessThan(60);
  });

  it('is wholly there in the end, and asks no more', async () => {
    const { id, service, machine } = await stored(5000);
    const run = machine();
    await service.restore(run, id);
    while (run.machine.tracker.hasSource) await turn();
    const asked = service.asked(run);
    await service.close();
    run.runUntil({ icount: 20_000 });
    expect(service.asked(run)).toBe(asked);
  });

  it('can be restored again at any time, from this or another snapshot', async () => {
    const { id, store, machine, digestAt, service } = await stored(5000);
    const other = machine();
    other.runUntil({ icount: 2000 });
    const { id: earlier } = await service.take(other);
    const run = machine();
    const plain = machine();
    const saved = plain.save();
    for (let times = 0; times < 6; times++) {
      const at = [5000, 2000][times % 2] ?? 0;
      await service.restore(run, times % 2 === 0 ? id : earlier);
      run.runUntil({ icount: at + 100 * times });
      expect(run.digest()).toBe(digestAt(at + 100 * times));
      if (times === 3) run.restore(saved);
    }
    const { id: last } = await service.take(run);
    expect(last).toBe(run.digest());
    await restoreWhole(plain, store, last);
    expect(plain.digest()).toBe(last);
  });

  it('takes its memory from the last that restored it, where there are several services', async () => {
    const { id, store, service, machine, digestAt } = await stored(5000);
    const run = machine();
    const other = openService({}, store).service;
    for (let times = 0; times < 3; times++) {
      await service.restore(run, id);
      await other.restore(run, id);
      await new Promise((resolve) => void setTimeout(resolve, 20 * times));
      run.runUntil({ icount: 5500 });
      expect(run.digest()).toBe(digestAt(5500));
    }
  });
});

describe('a snapshot that cannot be restored', () => {
  it('is one that does not exist', async () => {
    const { service, machine } = await stored(1000);
    const run = machine();
    const digest = run.digest();
    await expect(service.restore(run, `sha256:${'0'.repeat(64)}`)).rejects.toMatchObject({ name: 'SnapshotError', code: 'not-found' });
    await expect(service.restore(run, 'yesterday')).rejects.toThrow("'yesterday' is not the id of a snapshot");
    expect(run.digest()).toBe(digest);
    expect((await service.take(run)).id).toBe(digest);
  });

  it('is one of another machine', async () => {
    const { id, service } = await stored(1000);
    const run = programRun('j .');
    const digest = run.digest();
    await expect(service.restore(run, id)).rejects.toThrow('another configuration');
    expect(run.digest()).toBe(digest);
    expect((await service.take(run)).id).toBe(digest);
  });

  it('is one whose store has gone: the run ends with a named error, and can be restored from another', async () => {
    const { id, store, machine, digestAt } = await stored(5000);
    const service = openService({ readAhead: false }, store).service;
    const run = machine();
    await service.restore(run, id);
    await service.close();
    expect(run.runUntil({ icount: 9000 })).toMatchObject({ reason: 'io-error', error: { name: 'PageUnavailable' } });
    const another = openService({}, store).service;
    await another.restore(run, id);
    run.runUntil({ icount: 9000 });
    expect(run.digest()).toBe(digestAt(9000));
  });

  it('is one that is damaged: the run ends with an error that names it, or does not need what is damaged', async () => {
    const { id, store, machine, digestAt } = await stored(5000);
    const expected = digestAt(9000);
    const [pack = ''] = readdirSync(join(store, 'packs'));
    const file = join(store, 'packs', pack);
    const original = readFileSync(file);
    const seen = new Set<string>();
    for (let at = 16; at < original.length; at += Math.ceil(original.length / 24)) {
      const damaged = Uint8Array.from(original);
      damaged[at] = (damaged[at] ?? 0) ^ 0x10;
      writeFileSync(file, damaged);
      const service = openService({}, store).service;
      const run = machine();
      await service.restore(run, id);
      const stop = run.runUntil({ icount: 9000 });
      seen.add(stop.reason);
      if (stop.reason === 'io-error') expect(stop.error.message).toMatch(new RegExp(`${pack}|${id}`));
      else {
        expect(stop).toEqual({ reason: 'limit' });
        expect(digestOrError(run)).toSatisfy((digest) => digest === expected || digest === 'PageUnavailable');
      }
      await service.close();
    }
    writeFileSync(file, original);
    expect(seen).toContain('io-error');
  });
});

function digestOrError(run: Run): string {
  try {
    return run.digest();
  } catch (error) {
    return error instanceof Error ? error.name : '';
  }
}
