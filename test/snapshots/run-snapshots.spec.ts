/** Snapshots of a real machine: their ids are its digests, and a run goes on from them as if nothing had been. */
import { MemoryStore, Packs, readSnapshot, SnapshotWriter } from '@reprise/store';
import { describe, expect, it } from 'vitest';
import { countingRun, countOf, memoryOf, ROUND } from './counting-run.ts';

describe('snapshots of a run', () => {
  it('have its digests as ids, and bring it back', async () => {
    const store = new MemoryStore();
    const run = countingRun();
    const writer = SnapshotWriter.begin(new Packs(store), memoryOf(run));
    const written: { icount: number; digest: string; later: string }[] = [];
    let saved = run.save();
    let mark = run.mark();
    for (const icount of [0, 1, 5000, 5001, 90_000]) {
      run.runUntil({ icount });
      if (icount === 5000) run.disks.get('disk')?.write(4096 * 5 + 100, new Uint8Array(9000).fill(7));
      saved = icount === 0 ? saved : run.save(mark);
      mark = run.mark();
      const digest = run.digest();
      const { snapshot, entries } = await writer.write(saved);
      expect(snapshot.id).toBe(digest);
      expect(entries).toBeLessThan(icount === 90_000 ? 500 : 60);
      run.runUntil({ icount: icount + 3000 });
      written.push({ icount, digest, later: run.digest() });
      run.restore(await snapshot.read());
      expect(run.digest()).toBe(digest);
      mark = run.mark();
    }
    for (const { icount, digest, later } of written) {
      const restored = countingRun();
      restored.restore(await (await readSnapshot(new Packs(store), digest)).read());
      expect([restored.icount, restored.digest()]).toEqual([icount, digest]);
      restored.runUntil({ icount: icount + 3000 });
      expect(restored.digest()).toBe(later);
    }
  });

  it('go on with the changes of a run that was restored from one', async () => {
    const store = new MemoryStore();
    const first = countingRun();
    first.runUntil({ icount: 50 * ROUND });
    const { snapshot } = await SnapshotWriter.begin(new Packs(store), memoryOf(first)).write(first.save());
    const packs = new Packs(store);
    const parent = await readSnapshot(packs, snapshot.id);
    const second = countingRun();
    second.restore(await parent.read());
    const mark = second.mark();
    second.runUntil({ icount: 60 * ROUND });
    const writer = await SnapshotWriter.resume(packs, parent);
    const { snapshot: next, entries } = await writer.write(second.save(mark));
    expect(next.id).toBe(second.digest());
    expect(entries).toBeLessThan(20);
    const third = countingRun();
    third.restore(await (await readSnapshot(new Packs(store), next.id)).read());
    expect([third.digest(), countOf(third)]).toEqual([second.digest(), countOf(second)]);
  });

  it('are refused by a machine of another configuration', async () => {
    const run = countingRun();
    const { snapshot } = await SnapshotWriter.begin(new Packs(new MemoryStore()), memoryOf(run)).write(run.save());
    const other = countingRun(8 << 20);
    const before = other.digest();
    const saved = await snapshot.read();
    expect(() => other.restore(saved)).toThrow('the state was saved of a machine of another configuration');
    expect(other.digest()).toBe(before);
  });
});
