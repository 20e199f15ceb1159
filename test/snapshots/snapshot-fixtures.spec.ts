/**
 * Snapshots of every released version of the format, in test/fixtures/snapshots/v<version>: they load for ever, and a machine goes on from them.
 * A new version writes its own folder (REPRISE_BLESS=1 vitest run test/snapshots/snapshot-fixtures.spec.ts) and leaves the others as they are.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { diffStates, FileStore, MANIFEST_VERSION, Packs, readSnapshot, SnapshotWriter } from '@reprise/store';
import { describe, expect, it } from 'vitest';
import { isBlessing } from '../golden.ts';
import { countingRun, countOf, memoryOf, ROUND } from './counting-run.ts';

/** What is known of a snapshot beside the store. */
interface Expected {
  readonly id: string;
  readonly icount: number;
  /** How far the machine has counted. */
  readonly count: number;
  /** Pages of its disk that were written, each filled with its own number. */
  readonly disk: readonly number[];
}

const folder = join(import.meta.dirname, '../fixtures/snapshots');
const own = join(folder, `v${MANIFEST_VERSION}`);

async function writeFixture(): Promise<void> {
  const store = new FileStore(join(own, 'store'));
  const run = countingRun();
  const writer = SnapshotWriter.begin(new Packs(store), memoryOf(run));
  const expected: Expected[] = [];
  let mark: ReturnType<typeof run.mark> | undefined;
  const disk: number[] = [];
  for (const rounds of [20, 200]) {
    run.runUntil({ icount: rounds * ROUND });
    for (const page of [rounds, rounds + 1]) {
      run.disks.get('disk')?.write(page * 4096, new Uint8Array(4096).fill(page));
      disk.push(page);
    }
    const { snapshot } = await writer.write(run.save(mark));
    mark = run.mark();
    expected.push({ id: snapshot.id, icount: run.icount, count: countOf(run), disk: [...disk] });
  }
  rmSync(join(store.root, '.tmp'), { recursive: true });
  writeFileSync(join(own, 'expected.json'), `${JSON.stringify(expected, null, 2)}\n`);
}

if (isBlessing && !existsSync(own)) {
  mkdirSync(own, { recursive: true });
  await writeFixture();
}

describe.each(readdirSync(folder))('snapshots of format %s', (version) => {
  const store = new FileStore(join(folder, version, 'store'));
  // written by writeFixture
  const snapshots = JSON.parse(readFileSync(join(folder, version, 'expected.json'), 'utf8')) as readonly Expected[];

  it.each(snapshots)('are read and run on: $id', async ({ id, icount, count, disk }) => {
    const saved = await (await readSnapshot(new Packs(store), id)).read();
    expect([...(saved.disks.get('disk') ?? [])].map(([page, bytes]) => [page, bytes])).toEqual(disk.map((page) => [page, new Uint8Array(4096).fill(page)]));
    const run = countingRun();
    run.restore(saved);
    expect([run.icount, countOf(run)]).toEqual([icount, count]);
    run.runUntil({ icount: icount + 100 * ROUND });
    expect(countOf(run)).toBe(count + 100);
  });

  it('are compared', async () => {
    const packs = new Packs(store);
    const [left, right] = await Promise.all(snapshots.map(({ id }) => readSnapshot(packs, id)));
    if (!left || !right) throw new Error('there are two snapshots');
    const { fields, memories } = await diffStates(left, right);
    expect(fields.map(({ path }) => path)).toContain('/engine/fields/icount');
    expect(memories.map(({ kind, pages }) => [kind, pages.size])).toEqual([['ram', 180], ['disk', 2]]);
  });
});
