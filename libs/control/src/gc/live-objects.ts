import type { Slice } from '../page/page.ts';
import type { Ports } from '../ports.ts';
import type { StoredRun } from '../run/run.ts';
import { isOfUse } from '../run/run-objects.ts';
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

type Kept = Pick<StoredRun, 'endedAt' | 'epoch' | 'head'>;

/** What runs that are kept have written, as far as it is of use; images of projects and runs, and those that come with Reprise; snapshots of the catalogue and of runs, with their packs; uploads on their way. */
export async function liveObjects({ record, bundled }: Pick<Ports, 'record' | 'bundled'>, store: GarbageStore): Promise<LiveObjects> {
  const runs = new Map<string, Kept>();
  const uploads = new Set<string>();
  const keys = new Set(Object.values(bundled).map(imageKey));
  for await (const { id, endedAt, epoch, head } of every<StoredRun>((slice) => record.runs.kept(slice), ({ id }) => id)) {
    runs.set(id, { endedAt, epoch, head });
    for (const part of head?.parts.slice(-1) ?? []) for (const key of await store.keysOfRun(id, part.epoch)) keys.add(key);
  }
  for (const { id } of await record.uploads.list()) uploads.add(id);
  for await (const digest of every((slice) => record.images.kept(slice), String)) keys.add(imageKey(digest));
  for await (const state of every((slice) => record.snapshots.kept(slice), String)) for (const key of await store.keysOfState(state)) keys.add(key);
  return {
    has: (key) => {
      const [kind, owner = '', epoch, ...path] = key.split('/');
      if (kind === 'uploads') return uploads.has(owner);
      const run = kind === 'runs' ? runs.get(owner) : undefined;
      return run ? isOfUse(run, Number(epoch), path.join('/')) : keys.has(key);
    },
  };
}
