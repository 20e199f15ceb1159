import { z } from 'zod';
import type { Millis } from '../run/run.ts';
import type { GarbageStore } from './garbage-store.ts';

/** What one collection put aside, in the store at `gc/<id>`. */
const collection = z.strictObject({
  id: z.string(),
  createdAt: z.number(),
  keys: z.array(z.string()),
  bytes: z.number(),
});
export type StoredCollection = z.infer<typeof collection>;

const PREFIX = 'gc/';

export const writeCollection = (store: GarbageStore, written: StoredCollection): Promise<void> => store.put(`${PREFIX}${written.id}`, Buffer.from(JSON.stringify(written)));

export const forgetCollection = (store: GarbageStore, id: string): Promise<void> => store.delete(`${PREFIX}${id}`);

/** Those that were not undone, and whose objects are not deleted yet; the oldest first. */
export async function readCollections(store: GarbageStore): Promise<readonly StoredCollection[]> {
  const found: StoredCollection[] = [];
  for await (const { key } of store.list(PREFIX)) found.push(collection.parse(JSON.parse(Buffer.from(await store.get(key)).toString())));
  return found;
}

export const isDue = ({ createdAt }: StoredCollection, now: Millis, grace: Millis): boolean => now - createdAt >= grace;
