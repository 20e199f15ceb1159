import type { RecordTables } from '../ports.ts';
import type { StoredRun } from './run.ts';

/** Writes new runs, each with the event that begins its story. */
export async function insertRuns({ runs, events }: RecordTables, created: readonly StoredRun[]): Promise<void> {
  await runs.insert(created);
  await events.insert(created.map(({ id, version, state, batch, createdAt }) => ({ run: id, seq: version, at: createdAt, kind: 'created', data: { state, batch } })));
}
