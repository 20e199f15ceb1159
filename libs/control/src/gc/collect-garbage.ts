import { ControlError } from '../errors.ts';
import { newId } from '../id/new-id.ts';
import type { Ports } from '../ports.ts';
import type { Millis } from '../run/run.ts';
import { forgetCollection, isDue, readCollections, writeCollection, type StoredCollection } from './collection.ts';
import type { GarbageStore } from './garbage-store.ts';
import { liveObjects } from './live-objects.ts';

/** What is collected: nothing else of a store is touched. */
const PREFIXES = ['images/', 'packs/', 'runs/', 'snapshots/', 'uploads/'] as const;
const EXAMPLES = 20;

export interface CollectOptions {
  /** Only say what would be done. */
  readonly dryRun: boolean;
  /** How long what is put aside stays, in ms: longer than whoever writes takes from its first object to telling the record of it. */
  readonly grace: Millis;
}

/** What a collection found and did. */
export interface Collected {
  readonly id: string;
  readonly createdAt: Millis;
  /** Objects that nothing needs, put aside now or before. */
  readonly objects: number;
  readonly bytes: number;
  /** Of them, those that were put aside long enough ago: deleted for good. */
  readonly deleted: number;
  readonly kept: number;
  readonly examples: readonly string[];
}

/**
 * Finds the objects that nothing in the record needs. They are put aside, which is a list and no more; those that are on a list older than the grace, and still of no
 * use, are deleted. Any number of control planes may do so at once.
 */
export async function collectGarbage({ record, clock }: Pick<Ports, 'record' | 'clock'>, store: GarbageStore, { dryRun, grace }: CollectOptions): Promise<Collected> {
  const now = clock.now();
  const earlier = await readCollections(store);
  const due = new Set(earlier.filter((collection) => isDue(collection, now, grace)).flatMap(({ keys }) => keys));
  const aside = new Set(earlier.flatMap(({ keys }) => keys));
  const garbage: { readonly key: string; readonly size: number }[] = [];
  let kept = 0;
  // What is written from now on is not looked at: the list of objects is older than that of what is needed.
  const found = [];
  for (const prefix of PREFIXES) for await (const object of store.list(prefix)) found.push(object);
  const live = await liveObjects({ record }, store);
  for (const object of found) {
    if (live.has(object.key)) kept++;
    else garbage.push(object);
  }
  const deleted = garbage.filter(({ key }) => due.has(key));
  const fresh = garbage.filter(({ key }) => !aside.has(key));
  const id = `gc_${newId('a', now).slice('a_'.length)}`;
  if (!dryRun) {
    for (const { key } of deleted) await store.delete(key);
    for (const collection of earlier) if (isDue(collection, now, grace)) await forgetCollection(store, collection.id);
    if (fresh.length > 0) await writeCollection(store, { id, createdAt: now, keys: fresh.map(({ key }) => key), bytes: sum(fresh) });
  }
  return { id, createdAt: now, objects: garbage.length, bytes: sum(garbage), deleted: deleted.length, kept, examples: garbage.slice(0, EXAMPLES).map(({ key }) => key) };
}

/** What was put aside and is not deleted yet. */
export const listCollections = (store: GarbageStore): Promise<readonly StoredCollection[]> => readCollections(store);

/**
 * What a collection put aside is as it was before.
 * @throws ControlError collection.not_found where it is none, or what it found is deleted
 */
export async function undoCollection(store: GarbageStore, id: string): Promise<StoredCollection> {
  const collection = (await readCollections(store)).find((candidate) => candidate.id === id);
  if (!collection) throw new ControlError('collection.not_found', `there is no collection ${id.slice(0, 64)} that can be undone`);
  await forgetCollection(store, id);
  return collection;
}

const sum = (objects: readonly { readonly size: number }[]): number => objects.reduce((bytes, { size }) => bytes + size, 0);
