/** What collecting garbage asks of the object store. */
export interface GarbageStore {
  /** Objects whose key begins so, in the order of keys. */
  list(prefix: string): AsyncIterable<{ readonly key: string; readonly size: number }>;
  get(key: string): Promise<Uint8Array>;
  put(key: string, bytes: Uint8Array): Promise<void>;
  /** Deletes it, if it is there. */
  delete(key: string): Promise<void>;
  /** Keys of a state's snapshot and of what it is kept in; none where there is no such snapshot. */
  keysOfState(state: string): Promise<readonly string[]>;
  /** Keys of the images that a run of this epoch was made from, as its run.json has them; none where there is no such file. */
  keysOfRun(run: string, epoch: number): Promise<readonly string[]>;
}

/** The same, reading once what never changes: a manifest, and what a run was made from. */
export function remembering(store: GarbageStore): GarbageStore {
  const known = new Map<string, readonly string[]>();
  const once = async (name: string, read: () => Promise<readonly string[]>): Promise<readonly string[]> => {
    const keys = known.get(name) ?? (await read());
    if (keys.length > 0) known.set(name, keys); // what is not there may come
    return keys;
  };
  return {
    list: (prefix) => store.list(prefix),
    get: (key) => store.get(key),
    put: (key, bytes) => store.put(key, bytes),
    delete: (key) => store.delete(key),
    keysOfState: (state) => once(state, () => store.keysOfState(state)),
    keysOfRun: (run, epoch) => once(`${run}/${epoch}`, () => store.keysOfRun(run, epoch)),
  };
}
