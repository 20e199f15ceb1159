import { ControlError } from '../errors.ts';
import { imageKey, keepObjects } from '../gc/keep-objects.ts';
import { newId } from '../id/new-id.ts';
import type { Ports } from '../ports.ts';
import type { Upload } from './image.ts';

type RecordAndClock = Pick<Ports, 'record' | 'clock'>;

/** How long an upload waits for more. */
const IDLE_MS = 24 * 3600_000;

/** Begins an upload; its parts go to the store. */
export async function createUpload({ record, clock }: RecordAndClock, project: string, { digest, bytes, name = null }: { readonly digest: string; readonly bytes: number; readonly name?: string | null | undefined }): Promise<Upload> {
  const now = clock.now();
  const upload: Upload = { id: newId('u', now), project, digest, bytes, offset: 0, parts: 0, name, createdAt: now, changedAt: now };
  await record.uploads.insert(upload);
  return upload;
}

/** @throws ControlError upload.not_found */
export async function getUpload({ record }: Pick<Ports, 'record'>, project: string, id: string): Promise<Upload> {
  const upload = await record.uploads.get(id);
  if (upload?.project !== project) throw new ControlError('upload.not_found', `there is no upload ${id.slice(0, 64)} in this project`);
  return upload;
}

/**
 * A part of `bytes` bytes that begins at `offset` is in the store.
 * @throws ControlError upload.changed where it does not go on from what has come, or does not fit
 */
export async function advanceUpload({ record, clock }: RecordAndClock, upload: Upload, offset: number, bytes: number): Promise<Upload> {
  const after: Upload = { ...upload, offset: upload.offset + bytes, parts: upload.parts + 1, changedAt: clock.now() };
  if (offset !== upload.offset || after.offset > upload.bytes || !(await record.uploads.advance(upload, after))) {
    throw new ControlError('upload.changed', `upload ${upload.id} goes on at byte ${upload.offset} of ${upload.bytes}, and cannot take ${bytes} at ${offset}: ask where it is`, { offset: upload.offset });
  }
  return after;
}

/**
 * The bytes are in the store as an image, with the digest that was said: the project has it, and the upload is over.
 * @throws ControlError object.condemned where a collection is deleting them
 */
export async function finishUpload(ports: Pick<Ports, 'record' | 'clock' | 'objects'>, { id, project, digest, bytes, name }: Upload): Promise<void> {
  await ports.record.transaction(async (tables) => {
    await tables.images.add({ project, digest, bytes, createdAt: ports.clock.now() });
    if (name !== null) await tables.images.setName({ project, name, digest });
    await keepObjects(tables, ports, [imageKey(digest)]);
    await tables.uploads.delete(id);
  });
}

export const abandonUpload = ({ record }: Pick<Ports, 'record'>, { id }: Upload): Promise<void> => record.uploads.delete(id);

/** Forgets uploads that nobody goes on with. */
export async function forgetUploads({ record, clock }: RecordAndClock): Promise<void> {
  for (const { id, changedAt } of await record.uploads.list()) if (clock.now() - changedAt > IDLE_MS) await record.uploads.delete(id);
}
