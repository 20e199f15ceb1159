import type { Run } from '@reprise/vm';
import { describe, expect, it } from 'vitest';
import { linuxRun } from '../linux-run.ts';
import { openService, restoreWhole, storedRun } from './services.ts';

describe('snapshots of Linux', () => {
  it.each([1, 4])('are right all through a boot with disk and console, %i harts', async (smp) => {
    const { store, service } = openService();
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
    const other = await restoreWhole(machine(), store, last.id);
    for (const each of [run, other, plain]) expect(each.runUntil({ icount: 3e9 })).toEqual({ reason: 'shutdown', exitCode: 0 });
    expect([run.digest(), other.digest()]).toEqual([plain.digest(), plain.digest()]);
  });

  it('store what has changed since the last, and next to nothing of an idle machine', async () => {
    const { service } = openService();
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

  it.each([1, 4])('are gone on from with disk and console, %i harts', async (smp) => {
    const command = 'dd if=/dev/urandom of=/dev/vda bs=64k count=8; sync; read line; echo got $line; md5sum /dev/vda';
    const { id, store, machine, digestAt } = await storedRun(75_000_000, () => linuxRun(command, { smp, input: 'a line\n' }));
    for (const readAhead of [true, false]) {
      const service = openService({ readAhead }, store).service;
      const run = machine();
      await service.restore(run, id);
      expect(run.digest()).toBe(id);
      run.runUntil({ icount: 76_000_000 });
      expect((await service.take(run)).id).toBe(digestAt(76_000_000));
      expect(run.runUntil({ icount: 3e9 })).toEqual({ reason: 'shutdown', exitCode: 0 });
      expect(run.digest()).toBe(digestAt(3e9));
    }
  });
});
