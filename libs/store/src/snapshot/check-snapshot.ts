import type { PageTree } from '@reprise/tree';
import { Damaged, NotFound, StoreError, UnknownFormat } from '../errors.ts';
import type { Packs } from '../pack/packs.ts';
import { readSnapshot, type Snapshot } from './snapshot.ts';
import type { StoredTree } from './stored-tree.ts';

/** What is wrong with stored bytes, as opposed to a store that does not answer. */
export type SnapshotProblem = Damaged | NotFound | UnknownFormat;

/**
 * Reads all of a snapshot and tells of everything in it that cannot be had: each page; or a tree, where a node of it cannot; or all, where the
 * manifest or a pack's index cannot. Nothing told = it is whole.
 * @throws the other errors of the store
 */
export async function* checkSnapshot(packs: Packs, id: string): AsyncGenerator<SnapshotProblem> {
  const snapshot = await orProblem(async () => {
    const found = await readSnapshot(packs, id);
    await found.contents();
    return found;
  });
  if (snapshot instanceof StoreError) yield snapshot;
  else for (const tree of [...snapshot.ram.values(), ...snapshot.disks.values()]) yield* checkTree(snapshot, tree);
}

async function* checkTree(snapshot: Snapshot, stored: StoredTree): AsyncGenerator<SnapshotProblem> {
  const tree = await orProblem(() => stored.load());
  if (tree instanceof StoreError) {
    yield tree;
    return;
  }
  for (const page of await inStoredOrder(snapshot, stored, tree)) {
    const read = await orProblem(() => stored.page(page));
    if (read instanceof StoreError) yield read;
  }
}

/** The pages in the order in which they stand in packs, so that each frame is read once. */
async function inStoredOrder(snapshot: Snapshot, stored: StoredTree, tree: PageTree): Promise<number[]> {
  const { index } = await snapshot.contents();
  const packs = new Map(index.packs.map((pack, number) => [pack.id, number]));
  const placed = [...stored.keptPages(tree)].map(({ use: page, hash }) => {
    const place = index.find(hash);
    return { page, pack: packs.get(place?.pack.id ?? '') ?? -1, position: place?.position ?? -1 };
  });
  return placed.sort((a, b) => a.pack - b.pack || a.position - b.position).map(({ page }) => page);
}

async function orProblem<T>(action: () => Promise<T>): Promise<T | SnapshotProblem> {
  try {
    return await action();
  } catch (error) {
    if (error instanceof Damaged || error instanceof NotFound || error instanceof UnknownFormat) return error;
    throw error;
  }
}
