import type { KeyframeStore } from '@reprise/replay';
import { Packs, readSnapshot, snapshotKey, SnapshotWriter, type ObjectStore } from '@reprise/store';
import { PAGE_BYTES } from '@reprise/tree';
import type { RestorableRun, Run, RunMark } from '@reprise/vm';

/** The keyframes of one recording as snapshots in a store: each has what the one before it had not. */
export class StoredKeyframes implements KeyframeStore {
  readonly #store: ObjectStore;
  readonly #packs: Packs;
  #writer: SnapshotWriter | undefined;
  #mark: RunMark | undefined;

  constructor(store: ObjectStore) {
    this.#store = store;
    this.#packs = new Packs(store);
  }

  async take(run: Run): Promise<string> {
    this.#writer ??= SnapshotWriter.begin(this.#packs, {
      ram: new Map(run.machine.ramBlocks.map(({ name, size }) => [name, size / PAGE_BYTES])),
      disks: run.disks,
    });
    const changes = run.save(this.#mark);
    this.#mark = run.mark();
    const { snapshot } = await this.#writer.write(changes);
    return snapshot.id;
  }

  async read(digest: string): Promise<RestorableRun> {
    return (await readSnapshot(this.#packs, digest)).read();
  }

  /** Its packs stay: others may need what is in them. */
  async delete(digest: string): Promise<void> {
    await this.#store.delete(snapshotKey(digest));
  }
}
