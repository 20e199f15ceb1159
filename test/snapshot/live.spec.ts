import { SELF_MODIFYING_PAGING } from '@reprise/vm/testing';
import { SnapshotService } from '@reprise/vm-host';
import { describe, expect, it } from 'vitest';
import { setMood, type Mood } from './moody-store.ts';
import { programRun } from './program-run.ts';
import { openService, restoreWhole } from './services.ts';

describe('a snapshot of a run that goes on', () => {
  it.each([['in plenty of room', undefined], ['with room for two pages', 8192]])('has the id of its instant, and can be restored: %s', async (_, aside) => {
    const { store, service } = openService(aside === undefined ? {} : { asideBytes: aside });
    const [run, plain] = [programRun(SELF_MODIFYING_PAGING), programRun(SELF_MODIFYING_PAGING)];
    let put = 0;
    for (let at = 0; at < 40; at++) {
      plain.runUntil({ icount: run.icount });
      const taking = service.take(run);
      run.runUntil({ icount: run.icount + 300 + 117 * at });
      const taken = await taking;
      expect(taken.id).toBe(plain.digest());
      put += taken.aside;
      if (at % 10 === 9) {
        const other = await restoreWhole(programRun(SELF_MODIFYING_PAGING), store, taken.id);
        expect(other.digest()).toBe(taken.id);
        other.runUntil({ icount: run.icount });
        expect(other.digest()).toBe(run.digest());
      }
    }
    expect(put).toBeGreaterThan(100);
    plain.runUntil({ icount: run.icount });
    expect(run.digest()).toBe(plain.digest());
  });

  it('is one at a time', async () => {
    const { service } = openService();
    const run = programRun(SELF_MODIFYING_PAGING);
    const taking = service.take(run);
    await expect(service.take(run)).rejects.toMatchObject({ name: 'SnapshotError', code: 'busy' });
    await expect(service.restore(run, `sha256:${'0'.repeat(64)}`)).rejects.toMatchObject({ code: 'busy' });
    expect((await taking).id).toBe(run.digest());
  });

  it('is one at a time also where there are several services', async () => {
    const [{ service }, { service: other }] = [openService(), openService()];
    const run = programRun(SELF_MODIFYING_PAGING);
    run.runUntil({ icount: 2000 });
    const digest = run.digest();
    const taking = service.take(run);
    await expect(other.take(run)).rejects.toMatchObject({ code: 'busy' });
    run.runUntil({ icount: 2500 });
    expect((await taking).id).toBe(digest);
    const later = run.digest();
    const second = other.take(run);
    run.runUntil({ icount: 3000 });
    expect((await second).id).toBe(later);
  });

  it('may be of several runs at once', async () => {
    const { service } = openService();
    const runs = [1, 2, 3].map((at) => {
      const run = programRun(SELF_MODIFYING_PAGING);
      run.runUntil({ icount: at * 1000 });
      return run;
    });
    const digests = runs.map((run) => run.digest());
    const taking = runs.map((run) => service.take(run));
    for (const run of runs) run.runUntil({ icount: 5000 });
    expect((await Promise.all(taking)).map(({ id }) => id)).toEqual(digests);
  });
});

describe('a snapshot that could not be stored', () => {
  it.each<[Mood, string]>([['no-space', 'no-space'], ['cut', 'unavailable']])('leaves the run as it is, and the next is whole: %s', async (mood, code) => {
    const { store, service } = openService();
    const [run, plain] = [programRun(SELF_MODIFYING_PAGING), programRun(SELF_MODIFYING_PAGING)];
    for (const icount of [1000, 2000, 4000]) {
      run.runUntil({ icount });
      setMood(store, mood);
      const failing = service.take(run);
      run.runUntil({ icount: icount + 500 });
      await expect(failing).rejects.toMatchObject({ name: 'SnapshotError', code });
      setMood(store, undefined);
      plain.runUntil({ icount: run.icount });
      const taking = service.take(run);
      run.runUntil({ icount: icount + 700 });
      const { id } = await taking;
      expect(id).toBe(plain.digest());
      expect((await restoreWhole(programRun(SELF_MODIFYING_PAGING), store, id)).digest()).toBe(id);
    }
  });

  it('because the thread has ended leaves the run as it is', async () => {
    const { store, service } = openService({ asideBytes: 4096 });
    const [run, plain] = [programRun(SELF_MODIFYING_PAGING), programRun(SELF_MODIFYING_PAGING)];
    run.runUntil({ icount: 1000 });
    setMood(store, 'exit');
    await expect(service.take(run)).rejects.toMatchObject({ code: 'thread-ended' });
    await expect(service.take(run)).rejects.toMatchObject({ code: 'thread-ended' });
    for (const each of [run, plain]) each.runUntil({ icount: 10_000 });
    expect(run.digest()).toBe(plain.digest());
  });

  it('because there is no store says so', async () => {
    const service = new SnapshotService('nowhere:at-all');
    await expect(service.ready()).rejects.toThrow("'nowhere:at-all' is no address of a store");
    await expect(service.take(programRun('j .'))).rejects.toMatchObject({ code: 'thread-ended' });
  });
});
