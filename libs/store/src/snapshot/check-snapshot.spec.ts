import { describe, expect, it } from 'vitest';
import { Unavailable } from '../errors.ts';
import { MemoryStore } from '../memory/memory-store.ts';
import type { ObjectStore } from '../object-store.ts';
import { Packs } from '../pack/packs.ts';
import { packKey } from '../pack/pack-format.ts';
import { FaultyStore } from '../testing/faulty-store.ts';
import { ToyMachine } from '../testing/toy-machine.ts';
import { checkSnapshot, type SnapshotProblem } from './check-snapshot.ts';
import { SnapshotWriter } from './snapshot-writer.ts';

async function stored() {
  const store = new MemoryStore();
  const machine = new ToyMachine(1);
  machine.run(300);
  const { snapshot } = await SnapshotWriter.begin(new Packs(store), machine.memory).write(machine.save());
  return { store, id: snapshot.id, pack: snapshot.packs[0]?.id ?? '', machine };
}

async function problemsOf(store: ObjectStore, id: string): Promise<SnapshotProblem[]> {
  const problems: SnapshotProblem[] = [];
  for await (const problem of checkSnapshot(new Packs(store), id)) problems.push(problem);
  return problems;
}

describe('checking a snapshot', () => {
  it('tells of nothing where it is whole', async () => {
    const { store, id } = await stored();
    expect(await problemsOf(store, id)).toEqual([]);
  });

  it('names each page that is damaged, and no other', async () => {
    const { store, id, pack, machine } = await stored();
    const bytes = await store.get(packKey(pack));
    const { index } = await new Packs(store).open(pack);
    const { offset } = index.frame(1);
    bytes[offset + 5000] = (bytes[offset + 5000] ?? 0) ^ 1;
    await store.put(packKey(pack), bytes);
    const problems = await problemsOf(store, id);
    // pages of noise are not compressed, so one bit is one page
    expect(problems.length).toBe(1);
    const [problem] = problems;
    expect(problem).toMatchObject({ name: 'Damaged', key: packKey(pack) });
    const [, page = ''] = /^snapshot sha256:[0-9a-f]{64}: page (\d+) of ram 'ram': pack [0-9a-f]{64}: [0-9a-f]{64}, entry 65 in frame 1, has another hash$/.exec(problem?.message ?? '') ?? [];
    expect(machine.saved.ram.get('ram')?.has(Number(page))).toBe(true);
  });

  it('names the tree where a node is damaged', async () => {
    const { store, id, pack } = await stored();
    const bytes = await store.get(packKey(pack));
    const { index } = await new Packs(store).open(pack);
    const { offset, length } = index.frame(index.frames - 1); // nodes stand last
    bytes.fill(0x55, offset + length - 100, offset + length);
    await store.put(packKey(pack), bytes);
    const problems = await problemsOf(store, id);
    expect(problems.some(({ message }) => /^snapshot \S+: nodes of level \d of (ram|disk) '\w+': pack /.test(message))).toBe(true);
  });

  it('tells what is missing, and does not take a failing store for damage', async () => {
    const { store, id, pack } = await stored();
    await store.delete(packKey(pack));
    expect((await problemsOf(store, id)).map(({ name, key }) => [name, key])).toEqual([['NotFound', packKey(pack)]]);
    await store.delete(`snapshots/${id.slice(7)}`);
    expect((await problemsOf(store, id)).map(({ name }) => name)).toEqual(['NotFound']);
    await expect(problemsOf(new FaultyStore(store, () => 'fail-before'), id)).rejects.toThrow(Unavailable);
  });
});
