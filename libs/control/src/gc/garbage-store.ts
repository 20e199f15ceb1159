/** What collecting garbage asks of the object store. */
export interface GarbageStore {
  /** Objects whose key begins so, in the order of keys. */
  list(prefix: string): AsyncIterable<{ readonly key: string; readonly size: number }>;
  get(key: string): Promise<Uint8Array>;
  put(key: string, bytes: Uint8Array): Promise<void>;
  delete(key: string): Promise<void>;
  /** Keys of a state's snapshot and of what it is kept in; none where there is no such snapshot. */
  keysOfState(state: string): Promise<readonly string[]>;
  /** Keys of the images that a run of this epoch was made from, as its run.json has them; none where there is no such file. */
  keysOfRun(run: string, epoch: number): Promise<readonly string[]>;
}
