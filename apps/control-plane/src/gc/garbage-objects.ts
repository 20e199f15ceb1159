import type { GarbageStore } from '@reprise/control';
import { listAll, NotFound, type ObjectStore, Packs, packKey, readSnapshot, snapshotKey } from '@reprise/store';
import { readRunFile, imagesOf } from '../recording/run-file.ts';

/** The object store as collecting garbage needs it: what refers to what in it. What a reference leads to may be gone, and then needs nothing. */
export function garbageObjects(store: ObjectStore): GarbageStore {
  const packs = new Packs(store);
  return {
    list: (prefix) => listAll(store, prefix),
    get: (key) => store.get(key),
    put: async (key, bytes) => void (await store.put(key, bytes)),
    delete: (key) => store.delete(key),
    keysOfState: (state) => unlessMissing(async () => [snapshotKey(state), ...(await readSnapshot(packs, state)).packs.map(({ id }) => packKey(id))]),
    keysOfRun: (run, epoch) => unlessMissing(async () => imagesOf(await readRunFile(store, run, epoch))),
  };
}

async function unlessMissing(read: () => Promise<readonly string[]>): Promise<readonly string[]> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof NotFound) return [];
    throw error;
  }
}
