import { imageKey, keepObjects, snapshotKey } from '../gc/keep-objects.ts';
import type { Ports, RecordTables } from '../ports.ts';
import type { StoredRun } from './run.ts';

/** Writes new runs, each with the event that begins its story. What they go on from and are made of is needed from then on. */
export async function insertRuns(tables: RecordTables, ports: Pick<Ports, 'objects'>, created: readonly StoredRun[]): Promise<void> {
  await tables.runs.insert(created);
  await tables.events.insert(created.map(({ id, version, state, batch, createdAt }) => ({ run: id, seq: version, at: createdAt, kind: 'created', data: { state, batch } })));
  const keys = created.flatMap(({ images, origin }) => [...Object.values(images).map(imageKey), ...(typeof origin?.state === 'string' ? [snapshotKey(origin.state)] : [])]);
  await keepObjects(tables, ports, [...new Set(keys)]);
}
