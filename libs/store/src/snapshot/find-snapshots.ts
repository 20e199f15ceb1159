import { listAll, type ObjectStore } from '../object-store.ts';
import { snapshotIdOf } from './manifest.ts';

/**
 * The ids of the snapshots in a store whose hash begins with some hexadecimal digits ('' for all), in their order; no more than `limit`.
 * @throws RangeError if they are no such digits
 */
export async function findSnapshots(store: ObjectStore, digits: string, limit = Infinity): Promise<string[]> {
  if (!/^[0-9a-f]{0,64}$/.test(digits)) throw new RangeError(`'${digits}' is not the beginning of a hash: up to 64 of 0-9 and a-f`);
  const ids: string[] = [];
  for await (const { key } of listAll(store, `snapshots/${digits}`)) {
    const id = snapshotIdOf(key);
    if (id !== undefined && ids.push(id) >= limit) break;
  }
  return ids;
}
