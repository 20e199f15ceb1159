import type { Ports, ServiceRecord } from '@reprise/control';
import { openNews, openQueue } from '@reprise/queue';
import { openRecord, recordClock } from '@reprise/record';
import { type ObjectStore, openStore } from '@reprise/store';
import type { Configuration } from '../configuration/configuration.ts';
import { namingObjects } from '../gc/naming-objects.ts';
import { readBundled } from '../images/bundled-images.ts';

/** What a control plane stands on. */
export interface Parts {
  readonly ports: Ports;
  readonly store: ObjectStore;
  readonly close: () => Promise<void>;
}

/** Opens all of it, or nothing. @throws ControlError, StoreError, or an Error for an address that is none */
export async function openParts({ databaseUrl, redisUrl, objectStore }: Configuration): Promise<Parts> {
  await using opened = new AsyncDisposableStack();
  const store = opened.adopt(openStore(objectStore), (part) => part.close());
  const record: ServiceRecord = opened.adopt(await openRecord(databaseUrl), (part) => part.close());
  const clock = opened.adopt(await recordClock(record), (part) => part.close());
  const news = opened.adopt(openNews(redisUrl), (part) => part.close());
  const queue = opened.adopt(await openQueue(redisUrl), (part) => part.close());
  const bundled = await readBundled();
  const all = opened.move();
  return { ports: { record, queue, news, clock, objects: namingObjects(store), bundled }, store, close: () => all.disposeAsync() };
}
