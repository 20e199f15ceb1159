import { PAGE_BYTES, PageTree } from '@reprise/tree';
import { describe, expect, it } from 'vitest';
import { NotFound } from '../errors.ts';
import { sha256 } from '../hash.ts';
import { MemoryStore } from '../memory/memory-store.ts';
import { listAll } from '../object-store.ts';
import { Packs } from '../pack/packs.ts';
import { bytesOf } from '../testing/bytes.ts';
import { sortedPages, ToyMachine } from '../testing/toy-machine.ts';
import { readSnapshot } from './snapshot.ts';
import { SnapshotWriter } from './snapshot-writer.ts';
import { writeSnapshot } from './write-snapshot.ts';

async function keysOf(store: MemoryStore): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of listAll(store, '')) keys.push(key);
  return keys;
}

describe('writing snapshots', () => {
  it('gives each back as it was, however many came after it', async () => {
    const store = new MemoryStore();
    const machine = new ToyMachine(1);
    const writer = SnapshotWriter.begin(new Packs(store), machine.memory);
    const written = [];
    for (const steps of [300, 0, 10, 1, 200, 40]) {
      machine.run(steps);
      const expected = sortedPages(machine.saved);
      const { snapshot } = await writer.write(machine.save());
      written.push({ id: snapshot.id, expected });
    }
    for (const { id, expected } of written) expect(sortedPages(await (await readSnapshot(new Packs(store), id)).read())).toEqual(expected);
  });

  it('stores only what has changed, and zeros never', async () => {
    const store = new MemoryStore();
    const machine = new ToyMachine(2);
    const writer = SnapshotWriter.begin(new Packs(store), machine.memory);
    const empty = await writer.write(machine.save());
    // the page of flash and the node above it; the nodes of the disk's image, but not its pages
    expect(empty.entries).toBe(2 + 3);
    machine.run(400);
    const full = await writer.write(machine.save());
    machine.run(0);
    const idle = await writer.write({ ...machine.save(), state: { engine: { icount: 12_345 } } });
    expect([idle.entries, idle.bytes]).toEqual([0, 0]);
    expect(idle.snapshot.packs).toEqual(full.snapshot.packs);
    const one = await writer.write({ ...machine.save(), ram: new Map([['flash', new Map()], ['ram', new Map([[699, bytesOf(PAGE_BYTES, 99)]])]]) });
    expect(one.entries).toBe(3); // the page and two nodes
    expect(one.bytes).toBeLessThan(4 * PAGE_BYTES);
  });

  it('needs two requests for a snapshot, whatever its pages', async () => {
    const machine = new ToyMachine(3);
    machine.run(600);
    const store = new MemoryStore();
    await SnapshotWriter.begin(new Packs(store), machine.memory).write(machine.save());
    expect((await keysOf(store)).map((key) => key.split('/')[0])).toEqual(['packs', 'snapshots']);
  });

  it('has the same id for the same state, whatever way led there', async () => {
    const [one, other] = [new ToyMachine(4), new ToyMachine(4)];
    const store = new MemoryStore();
    const [first, second] = [SnapshotWriter.begin(new Packs(store), one.memory), SnapshotWriter.begin(new Packs(store), other.memory)];
    one.run(100);
    const direct = await first.write(one.save());
    for (let step = 0; step < 10; step++) {
      other.run(10);
      await second.write(other.save());
    }
    expect(second.last?.id).toBe(direct.snapshot.id);
    // the first one's manifest stays, and serves both
    expect(second.last?.packs).toEqual(direct.snapshot.packs);
    expect(sortedPages(await (await readSnapshot(new Packs(store), direct.snapshot.id)).read())).toEqual(sortedPages(other.saved));
    other.run(10);
    await second.write(other.save());
    expect(sortedPages(await (second.last ?? direct.snapshot).read())).toEqual(sortedPages(other.saved));
  });

  it('goes on from a stored snapshot, with nothing of it in memory', async () => {
    const store = new MemoryStore();
    const machine = new ToyMachine(5);
    machine.run(300);
    const { snapshot } = await SnapshotWriter.begin(new Packs(store), machine.memory).write(machine.save());
    const packs = new Packs(store);
    const writer = await SnapshotWriter.resume(packs, await readSnapshot(packs, snapshot.id));
    machine.run(5);
    const next = await writer.write(machine.save());
    expect(next.entries).toBeLessThan(5 * 3 + 1);
    expect(sortedPages(await (await readSnapshot(new Packs(store), next.snapshot.id)).read())).toEqual(sortedPages(machine.saved));
  });

  it('gathers what is left of many packs, and loses nothing', async () => {
    const store = new MemoryStore();
    const machine = new ToyMachine(6);
    const writer = SnapshotWriter.begin(new Packs(store), machine.memory, { maxPacks: 6 });
    const ids: { id: string; expected: unknown }[] = [];
    let most = 0;
    for (let step = 0; step < 30; step++) {
      machine.run(step % 7 === 0 ? 100 : 4);
      const expected = sortedPages(machine.saved);
      const { snapshot } = await writer.write(machine.save());
      ids.push({ id: snapshot.id, expected });
      most = Math.max(most, snapshot.packs.length);
    }
    expect(most).toBe(6);
    for (const { id, expected } of ids) expect(sortedPages(await (await readSnapshot(new Packs(store), id)).read())).toEqual(expected);
  });

  it('gathers for a machine whose tree is not all in memory', async () => {
    const packs = new Packs(new MemoryStore());
    const pages = new Map(Array.from({ length: 60 }, (_, index) => [index * 300, bytesOf(PAGE_BYTES, index)]));
    const writer = SnapshotWriter.begin(packs, { ram: new Map([['ram', 20_000]]), disks: new Map() });
    const { snapshot: parent } = await writer.write({ state: {}, ram: new Map([['ram', pages]]), disks: new Map() });
    const whole = await parent.ram.get('ram')?.load();
    if (!whole) throw new Error('there is no RAM');
    const tree = PageTree.stored(20_000, whole.top(), sha256);
    for (let place = tree.missingAbove(600); place; place = tree.missingAbove(600)) tree.setNode(place.level, place.index, whole.node(place.level, place.index) ?? new Uint8Array());
    tree.update(600, bytesOf(PAGE_BYTES, 9999));
    const source = { state: {}, ram: new Map([['ram', { tree, page: () => bytesOf(PAGE_BYTES, 9999) }]]), disks: new Map() };
    const { snapshot } = await writeSnapshot(packs, source, { parent, maxPacks: 1 });
    expect(snapshot.packs.some(({ id }) => id === parent.packs[0]?.id)).toBe(false); // all is in the new one
    expect(sortedPages(await snapshot.read())).toEqual(sortedPages({ state: {}, ram: new Map([['ram', new Map([...pages, [600, bytesOf(PAGE_BYTES, 9999)]])]]), disks: new Map() }));
  });

  it('refuses memory that changed under its hands', async () => {
    const machine = new ToyMachine(7);
    const writer = SnapshotWriter.begin(new Packs(new MemoryStore()), machine.memory);
    const page = bytesOf(PAGE_BYTES, 1);
    const saved = machine.save();
    const writing = writer.write({ ...saved, ram: new Map([...saved.ram, ['ram', new Map([[5, page]])]]) });
    page[100] = (page[100] ?? 0) ^ 1;
    await expect(writing).rejects.toThrow('4 KiB that should have the hash');
  });

  it('wants all memories, each time', async () => {
    const machine = new ToyMachine(8);
    const writer = SnapshotWriter.begin(new Packs(new MemoryStore()), machine.memory);
    await expect(writer.write({ ...machine.save(), disks: new Map() })).rejects.toThrow("the pages of 'disk0' are not given");
  });
});

describe('reading snapshots', () => {
  async function stored() {
    const store = new MemoryStore();
    const machine = new ToyMachine(9);
    machine.run(300);
    const { snapshot } = await SnapshotWriter.begin(new Packs(store), machine.memory).write(machine.save());
    return { store, machine, snapshot: await readSnapshot(new Packs(store), snapshot.id) };
  }

  it('gives single pages of RAM and disks', async () => {
    const { machine, snapshot } = await stored();
    const [ram, disk] = [snapshot.ram.get('ram'), snapshot.disks.get('disk0')];
    const expected = machine.saved;
    for (let page = 0; page < 700; page += 13) expect(await ram?.page(page)).toEqual(expected.ram.get('ram')?.get(page) ?? new Uint8Array(PAGE_BYTES));
    for (let page = 0; page < 141; page++) {
      const written = expected.disks.get('disk0')?.get(page);
      expect(disk?.has(page)).toBe(written !== undefined);
      if (written) expect(await disk?.page(page)).toEqual(written);
      else await expect(disk?.page(page)).rejects.toThrow(`page ${page} of disk 'disk0' is that of its image`);
    }
    await expect(ram?.page(700)).rejects.toThrow('there is no page 700, only 0..699');
    await expect(ram?.page(0.5)).rejects.toThrow('there is no page 0.5');
  });

  it('streams pages in the order in which they were touched first', async () => {
    const store = new MemoryStore();
    const memory = { ram: new Map([['ram', 1000]]), disks: new Map() };
    const order = [700, 3, 999, 4, 128, 0];
    const ram = new Map([['ram', new Map(order.map((page) => [page, bytesOf(PAGE_BYTES, page)]))]]);
    const { snapshot } = await SnapshotWriter.begin(new Packs(store), memory).write({ state: {}, ram, disks: new Map() });
    const pages: number[] = [];
    for await (const { page } of snapshot.ram.get('ram')?.pages() ?? []) pages.push(page);
    expect(pages).toEqual(order);
  });

  it('names what is not there', async () => {
    const packs = new Packs(new MemoryStore());
    await expect(readSnapshot(packs, `sha256:${'0'.repeat(64)}`)).rejects.toThrow(NotFound);
    for (const id of ['', 'sha256:', `sha256:${'g'.repeat(64)}`, `sha256:${'A'.repeat(64)}`, '0'.repeat(64)]) {
      await expect(readSnapshot(packs, id)).rejects.toThrow('is not the id of a snapshot');
    }
  });
});
