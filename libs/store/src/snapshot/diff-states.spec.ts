import { PAGE_BYTES } from '@reprise/tree';
import { describe, expect, it } from 'vitest';
import { MemoryStore } from '../memory/memory-store.ts';
import type { ByteRange } from '../object-store.ts';
import { Packs } from '../pack/packs.ts';
import { bytesOf } from '../testing/bytes.ts';
import { sortedPages, ToyMachine } from '../testing/toy-machine.ts';
import { diffStates } from './diff-states.ts';
import { PageSet } from './page-set.ts';
import { readSnapshot } from './snapshot.ts';
import { SnapshotWriter } from './snapshot-writer.ts';

class CountingStore extends MemoryStore {
  reads = 0;

  override get(key: string, bytes?: ByteRange): Promise<Uint8Array> {
    this.reads++;
    return super.get(key, bytes);
  }
}

describe('the difference of two snapshots', () => {
  it('is what differs in fields and pages', async () => {
    const machine = new ToyMachine(1);
    const store = new CountingStore();
    const writer = SnapshotWriter.begin(new Packs(store), machine.memory);
    machine.run(200);
    const first = machine.saved;
    await writer.write(machine.save());
    const before = writer.last;
    machine.run(15);
    const second = machine.saved;
    await writer.write(machine.save());
    const packs = new Packs(store);
    const [left, right] = [await readSnapshot(packs, before?.id ?? ''), await readSnapshot(packs, writer.last?.id ?? '')];
    const { fields, memories } = await diffStates(left, right);
    expect(fields.map(({ path }) => path)).toEqual(['/engine/icount', '/machine/machine/soc/uart0/rx']);
    const [ram] = memories;
    const [old, now] = [first.ram.get('ram'), second.ram.get('ram')];
    const expected = Array.from({ length: 700 }, (_, page) => page).filter((page) => Buffer.compare(old?.get(page) ?? Buffer.alloc(PAGE_BYTES), now?.get(page) ?? Buffer.alloc(PAGE_BYTES)) !== 0);
    expect(expected.length).toBeGreaterThan(5);
    expect(ram).toEqual({ kind: 'ram', name: 'ram', sizes: [700, 700], pages: PageSet.of(expected) });
    expect(memories.slice(1).every(({ kind, name, pages }) => kind === 'disk' && name === 'disk0' && [...pages].every((page) => right.disks.get('disk0')?.has(page)))).toBe(true);
    expect(await diffStates(left, left)).toEqual({ fields: [], memories: [] });
    expect((await diffStates(right, left)).memories).toEqual(memories);
  });

  it('is found across stores, and where memories are others', async () => {
    const write = async (pages: number, seed: number, name = 'ram') => {
      const memory = { ram: new Map([[name, pages]]), disks: new Map() };
      const writer = SnapshotWriter.begin(new Packs(new MemoryStore()), memory);
      return (await writer.write({ state: {}, ram: new Map([[name, new Map([[0, bytesOf(PAGE_BYTES, seed)]])]]), disks: new Map() })).snapshot;
    };
    expect((await diffStates(await write(300, 1), await write(300, 2))).memories).toEqual([{ kind: 'ram', name: 'ram', sizes: [300, 300], pages: PageSet.of([0]) }]);
    expect((await diffStates(await write(300, 1), await write(301, 1))).memories).toEqual([{ kind: 'ram', name: 'ram', sizes: [300, 301], pages: PageSet.of([]) }]);
    expect((await diffStates(await write(300, 1), await write(300, 1, 'other'))).memories).toEqual([
      { kind: 'ram', name: 'other', sizes: [0, 300], pages: PageSet.of([]) }, { kind: 'ram', name: 'ram', sizes: [300, 0], pages: PageSet.of([]) },
    ]);
  });

  it('reads what lies above the pages that differ, not all', async () => {
    const pages = 100_000;
    const store = new CountingStore();
    const writer = SnapshotWriter.begin(new Packs(store), { ram: new Map([['ram', pages]]), disks: new Map() });
    const sparse = new Map(Array.from({ length: 400 }, (_, index) => [index * 250, bytesOf(PAGE_BYTES, index)]));
    const { snapshot: before } = await writer.write({ state: {}, ram: new Map([['ram', sparse]]), disks: new Map() });
    const { snapshot: after } = await writer.write({ state: {}, ram: new Map([['ram', new Map([[77_000, bytesOf(PAGE_BYTES, 9999)]])]]), disks: new Map() });
    const packs = new Packs(store);
    const [left, right] = [await readSnapshot(packs, before.id), await readSnapshot(packs, after.id)];
    store.reads = 0;
    expect((await diffStates(left, right)).memories).toEqual([{ kind: 'ram', name: 'ram', sizes: [pages, pages], pages: PageSet.of([77_000]) }]);
    expect(store.reads).toBeLessThan(2 + 2 * 3 + 1); // two indexes; a node of each level, on both sides
    expect(sortedPages(await left.read())).not.toEqual(sortedPages(await right.read()));
  });
});
