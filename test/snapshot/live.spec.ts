import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileStore, Packs, readSnapshot } from '@reprise/store';
import type { Run } from '@reprise/vm';
import { SELF_MODIFYING_PAGING } from '@reprise/vm/testing';
import { SnapshotService } from '@reprise/vm-host';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { linuxRun } from '../linux-run.ts';
import { setMood, type Mood } from './moody-store.ts';
import { programRun } from './program-run.ts';

const folder = mkdtempSync(join(tmpdir(), 'reprise-live-'));
let folders = 0;
let services: SnapshotService[] = [];
afterEach(async () => {
  for (const service of services) await service.close();
  services = [];
});
afterAll(() => rmSync(folder, { recursive: true }));

const storeModule = new URL('./moody-store.ts', import.meta.url).href;

function setUp(asideBytes?: number) {
  const store = join(folder, String(folders++));
  const service = new SnapshotService(store, { storeModule, ...(asideBytes !== undefined && { asideBytes }) });
  services.push(service);
  return { store, service };
}

/** Restores a stored state all at once, without the thread. */
async function restored(run: Run, store: string, id: string): Promise<Run> {
  run.restore(await (await readSnapshot(new Packs(new FileStore(store)), id)).read());
  return run;
}

describe('a snapshot of a run that goes on', () => {
  it.each([['in plenty of room', undefined], ['with room for two pages', 8192]])('has the id of its instant, and can be restored: %s', async (_, aside) => {
    const { store, service } = setUp(aside);
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
        const other = await restored(programRun(SELF_MODIFYING_PAGING), store, taken.id);
        expect(other.digest()).toBe(taken.id);
        other.runUntil({ icount: run.icount });
        expect(other.digest()).toBe(run.digest());
      }
    }
    expect(put).toBeGreaterThan(100);
    plain.runUntil({ icount: run.icount });
    expect(run.digest()).toBe(plain.digest());
  });

  it.each([1, 4])('is right all through a boot of Linux with disk and console, %i harts', async (smp) => {
    const { store, service } = setUp();
    const command = 'dd if=/dev/zero of=/dev/vda bs=64k count=20; sync; read line; echo got $line; md5sum /dev/vda';
    const machine = (): Run => linuxRun(command, { smp, input: 'a line\n' });
    const [run, plain] = [machine(), machine()];
    service.attach(run);
    let last = { id: '', icount: 0 };
    for (let at = 0; at < 25; at++) {
      plain.runUntil({ icount: run.icount });
      const taking = service.take(run);
      run.runUntil({ icount: run.icount + 1 + at * 300_007 });
      const taken = await taking;
      expect(taken.id).toBe(plain.digest());
      last = taken;
    }
    const other = await restored(machine(), store, last.id);
    for (const each of [run, other, plain]) expect(each.runUntil({ icount: 3e9 })).toEqual({ reason: 'shutdown', exitCode: 0 });
    expect([run.digest(), other.digest()]).toEqual([plain.digest(), plain.digest()]);
  });

  it('stores what has changed since the last, and next to nothing of an idle machine', async () => {
    const { service } = setUp();
    const run = linuxRun('sleep 1000');
    run.runUntil({ time: 5e9 });
    const first = await service.take(run);
    run.runUntil({ time: 10e9 });
    const second = await service.take(run);
    expect(first.pages * 4096).toBeGreaterThan(20 << 20);
    expect(second.icount).toBeGreaterThan(first.icount);
    expect([second.pages * 4096, second.bytes].every((bytes) => bytes < (128 << 20) / 100)).toBe(true);
    const again = await service.take(run);
    expect([again.id, again.pages, again.entries, again.bytes]).toEqual([second.id, 0, 0, 0]);
  });

  it('is one at a time', async () => {
    const { service } = setUp();
    const run = programRun(SELF_MODIFYING_PAGING);
    const taking = service.take(run);
    await expect(service.take(run)).rejects.toMatchObject({ name: 'SnapshotError', code: 'busy' });
    await expect(service.restore(run, `sha256:${'0'.repeat(64)}`)).rejects.toMatchObject({ code: 'busy' });
    expect((await taking).id).toBe(run.digest());
  });

  it('is one at a time also where there are several services', async () => {
    const [{ service }, { service: other }] = [setUp(), setUp()];
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
    const { service } = setUp();
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
    const { store, service } = setUp();
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
      expect((await restored(programRun(SELF_MODIFYING_PAGING), store, id)).digest()).toBe(id);
    }
  });

  it('because the thread has ended leaves the run as it is', async () => {
    const { store, service } = setUp(4096);
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
    services.push(service);
    await expect(service.ready()).rejects.toThrow("'nowhere:at-all' is no address of a store");
    await expect(service.take(programRun('j .'))).rejects.toMatchObject({ code: 'thread-ended' });
  });
});
