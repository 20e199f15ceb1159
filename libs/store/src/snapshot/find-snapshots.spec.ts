import { describe, expect, it } from 'vitest';
import { MemoryStore } from '../memory/memory-store.ts';
import { findSnapshots } from './find-snapshots.ts';

const hashes = ['aa'.repeat(32), `ab${'00'.repeat(31)}`, `ab0${'1'.repeat(61)}`, 'c'.repeat(64)];

describe('snapshots found by the beginning of their ids', async () => {
  const store = new MemoryStore();
  for (const key of [...hashes.map((hash) => `snapshots/${hash}`), 'snapshots/ab-no-id', `packs/${'ab'.repeat(32)}`]) await store.put(key, new Uint8Array(1));

  it.each<[string, number | undefined, number[]]>([
    ['', undefined, [0, 1, 2, 3]], ['', 2, [0, 1]], ['a', undefined, [0, 1, 2]], ['ab', undefined, [1, 2]], ['ab00', undefined, [1]], ['c', 1, [3]], ['c'.repeat(64), undefined, [3]], ['d', undefined, []],
  ])("'%s', at most %s", async (digits, limit, found) => {
    expect(await findSnapshots(store, digits, limit)).toEqual(found.map((index) => `sha256:${hashes[index]}`));
  });

  it.each(['AB', 'sha256:ab', 'x', '0'.repeat(65), '../a'])("'%s' is no beginning of one", async (digits) => {
    await expect(findSnapshots(store, digits)).rejects.toThrow(`'${digits}' is not the beginning of a hash`);
  });
});
