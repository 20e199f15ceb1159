import { ControlError } from '../errors.ts';
import { readPage, type Page, type PageRequest } from '../page/page.ts';
import type { Ports, RecordTables } from '../ports.ts';
import type { StoredSnapshot } from './snapshot.ts';

/** Snapshots of a project, or of one of its runs, the newest first. */
export const listSnapshots = ({ record }: Pick<Ports, 'record'>, project: string, run: string | undefined, page: PageRequest = {}): Promise<Page<StoredSnapshot>> =>
  readPage(page, (slice) => record.snapshots.list({ project, run }, slice), ({ id }) => id);

/**
 * A snapshot by its state (`sha256:..`) or its name.
 * @throws ControlError snapshot.not_found
 */
export async function getSnapshot({ record: { snapshots } }: { readonly record: Pick<RecordTables, 'snapshots'> }, project: string, reference: string): Promise<StoredSnapshot> {
  const found = await (reference.startsWith('sha256:') ? snapshots.get(project, reference) : snapshots.byName(project, reference));
  if (!found) throw new ControlError('snapshot.not_found', `there is no snapshot '${reference.slice(0, 80)}' in this project`);
  return found;
}

/**
 * Names a snapshot, so that it is kept when its run is deleted; null takes the name away. A name goes from the snapshot that had it.
 * @throws ControlError snapshot.not_found
 */
export async function nameSnapshot({ record }: Pick<Ports, 'record'>, project: string, reference: string, name: string | null): Promise<StoredSnapshot> {
  const { state } = await getSnapshot({ record }, project, reference);
  await record.snapshots.setName(project, state, name);
  return getSnapshot({ record }, project, state);
}

/**
 * Takes a snapshot out of the catalogue. What it holds is collected once nothing else needs it.
 * @throws ControlError snapshot.not_found
 */
export async function deleteSnapshot({ record }: Pick<Ports, 'record'>, project: string, reference: string): Promise<void> {
  const { state } = await getSnapshot({ record }, project, reference);
  await record.snapshots.delete(project, state);
}
