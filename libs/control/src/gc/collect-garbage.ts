import { ControlError } from '../errors.ts';
import { newId } from '../id/new-id.ts';
import type { Ports } from '../ports.ts';
import type { Millis } from '../run/run.ts';
import { forgetCollection, isDue, readCollections, writeCollection, type StoredCollection } from './collection.ts';
import { remembering, type GarbageStore } from './garbage-store.ts';
import { liveObjects } from './live-objects.ts';

/** What is collected, in this order: what refers to others goes before them. Nothing else of a store is touched. */
const PREFIXES = ['runs/', 'snapshots/', 'packs/', 'images/', 'uploads/'] as const;
const EXAMPLES = 20;
/** Objects that are condemned and deleted at a time. */
const BATCH = 500;
/** How long a collection may take to delete what it has condemned, before another does. */
const STALE_MS = 10 * 60_000;

export interface CollectOptions {
  /** Only say what would be done. */
  readonly dryRun: boolean;
  /** How long what is put aside stays, in ms. */
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

type CollectorPorts = Pick<Ports, 'record' | 'clock' | 'bundled'>;
interface Found {
  readonly key: string;
  readonly size: number;
}

/**
 * Finds the objects that nothing in the record needs. They are put aside, which is a list and no more; those that are on a list older than the grace, and still of no
 * use, are deleted. Any number of control planes may do so at once, and each may die at any time.
 * @throws ControlError collection.foreign where the store has runs that the record does not know: then it cannot tell what is garbage
 */
export async function collectGarbage(ports: CollectorPorts, given: GarbageStore, { dryRun, grace }: CollectOptions): Promise<Collected> {
  const store = remembering(given);
  const { record, clock } = ports;
  const now = clock.now();
  const earlier = await readCollections(store);
  const due = new Set(earlier.filter((collection) => isDue(collection, now, grace)).flatMap(({ keys }) => keys));
  const pending = await record.condemned.pending(); // of a collection that is at work, or died over it
  const aside = new Set(earlier.flatMap(({ keys }) => keys));
  // What is written from now on is not looked at: the list of objects is older than that of what is needed.
  const found: Found[] = [];
  for (const prefix of PREFIXES) for await (const object of store.list(prefix)) found.push(object);
  const live = await liveObjects(ports, store);
  const garbage = found.filter(({ key }) => !live.has(key));
  await expectKnown(ports, garbage);
  const fresh = garbage.filter(({ key }) => !aside.has(key));
  const id = `gc_${newId('a', now).slice('a_'.length)}`;
  const isOver = garbage.filter(({ key }) => due.has(key));
  let deleted = isOver.length;
  if (!dryRun) {
    deleted = await deleteAll(ports, store, id, [...new Set([...isOver.map(({ key }) => key), ...pending])]);
    await record.condemned.forget(now - Math.max(grace, STALE_MS));
    for (const collection of earlier) if (isDue(collection, now, grace)) await forgetCollection(store, collection.id);
    if (fresh.length > 0) await writeCollection(store, { id, createdAt: now, keys: fresh.map(({ key }) => key), bytes: sum(fresh) });
  }
  return { id, createdAt: now, objects: garbage.length, bytes: sum(garbage), deleted, kept: found.length - garbage.length, examples: garbage.slice(0, EXAMPLES).map(({ key }) => key) };
}

/** Of what a store has and the record does not need, runs were known to the record once. */
async function expectKnown({ record }: CollectorPorts, garbage: readonly Found[]): Promise<void> {
  const runs = new Set(garbage.flatMap(({ key }) => (key.startsWith('runs/') ? [key.split('/')[1] ?? ''] : [])));
  for (const run of runs) {
    if (!(await record.runs.get(run))) {
      throw new ControlError('collection.foreign', `the store has objects of run ${run}, which the record does not know: they are another record's, or this one has been lost. Nothing is collected`, { run });
    }
  }
}

/**
 * Deletes objects unless something has come to need them. First they are condemned: nothing can come to need them from then on. Then what the record needs is looked at
 * once more, so that whoever came before is seen. Answers how many were deleted.
 */
async function deleteAll(ports: CollectorPorts, store: GarbageStore, collection: string, keys: readonly string[]): Promise<number> {
  let deleted = 0;
  for (let at = 0; at < keys.length; at += BATCH) {
    const now = ports.clock.now();
    const own = await ports.record.transaction(({ condemned }) => condemned.condemn(keys.slice(at, at + BATCH), collection, now, now - STALE_MS));
    const live = await liveObjects(ports, store);
    await ports.record.condemned.spare(own.filter((key) => live.has(key)));
    const dead = own.filter((key) => !live.has(key));
    for (const key of dead) {
      if (ports.clock.now() - now > STALE_MS / 2) throw new ControlError('collection.slow', 'the store deletes so slowly that another collection may have taken over: collect again later');
      await store.delete(key);
    }
    await ports.record.condemned.deleted(dead, collection);
    deleted += dead.length;
  }
  return deleted;
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

const sum = (objects: readonly Found[]): number => objects.reduce((bytes, { size }) => bytes + size, 0);
