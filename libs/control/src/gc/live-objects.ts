import type { Slice } from '../page/page.ts';
import type { Ports } from '../ports.ts';
import type { StoredRun } from '../run/run.ts';
import type { GarbageStore } from './garbage-store.ts';
import { imageKey } from './keep-objects.ts';

const PAGE = 500;

/** What the record needs of the store. */
export interface LiveObjects {
  has(key: string): boolean;
}

async function* every<T>(read: (slice: Slice) => Promise<readonly T[]>, keyOf: (item: T) => string): AsyncGenerator<T> {
  for (let after: string | undefined, isLast = false; !isLast;) {
    const page = await read({ limit: PAGE, after });
    yield* page;
    const last = page.at(-1);
    after = last && keyOf(last);
    isLast = page.length < PAGE;
  }
}

/** Runs that are kept with all their own objects; images of projects and runs, and those that come with Reprise; snapshots of the catalogue and of runs, with their packs; uploads on their way. */
export async function liveObjects({ record, bundled }: Pick<Ports, 'record' | 'bundled'>, store: GarbageStore): Promise<LiveObjects> {
  const owners = new Set<string>();
  const keys = new Set(Object.values(bundled).map(imageKey));
  for await (const run of every<StoredRun>((slice) => record.runs.kept(slice), ({ id }) => id)) {
    owners.add(`runs/${run.id}`);
    for (const { epoch } of run.head?.parts.slice(-1) ?? []) for (const key of await store.keysOfRun(run.id, epoch)) keys.add(key);
  }
  for (const { id } of await record.uploads.list()) owners.add(`uploads/${id}`);
  for await (const digest of every((slice) => record.images.kept(slice), String)) keys.add(imageKey(digest));
  for await (const state of every((slice) => record.snapshots.kept(slice), String)) for (const key of await store.keysOfState(state)) keys.add(key);
  return { has: (key) => keys.has(key) || owners.has(key.split('/').slice(0, 2).join('/')) };
}
