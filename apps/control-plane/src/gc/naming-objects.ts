import type { Objects } from '@reprise/control';
import { NotFound, type ObjectStore, Packs, packKey, readSnapshot, snapshotIdOf } from '@reprise/store';

/** What the domain asks of the object store: whether an object is there, and what it names. */
export const namingObjects = (store: ObjectStore): Objects => ({
  namedBy: async (key) => {
    const state = snapshotIdOf(key);
    try {
      if (state !== undefined) return (await readSnapshot(new Packs(store), state)).packs.map(({ id }) => packKey(id));
      await store.head(key);
      return [];
    } catch (error) {
      if (error instanceof NotFound) return undefined;
      throw error;
    }
  },
});
