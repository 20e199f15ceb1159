import { ControlError } from '../errors.ts';
import { imageKey, keepObjects } from '../gc/keep-objects.ts';
import { readPage, type Page, type PageRequest } from '../page/page.ts';
import type { Ports } from '../ports.ts';
import type { StoredImage } from './image.ts';

/** An image with the names that its project gave it. */
export interface NamedImage extends StoredImage {
  readonly names: readonly string[];
}

type RecordOnly = Pick<Ports, 'record'>;

async function withNames({ record: { images } }: RecordOnly, project: string, found: readonly StoredImage[]): Promise<readonly NamedImage[]> {
  const named = await images.namesOf(project, found.map(({ digest }) => digest));
  return found.map((image) => ({ ...image, names: named.filter(({ digest }) => digest === image.digest).map(({ name }) => name) }));
}

/**
 * Says that a project has an image, which the store has by now.
 * @throws ControlError object.condemned where a collection is deleting it
 */
export async function addImage(ports: Pick<Ports, 'record' | 'clock' | 'objects'>, project: string, { digest, bytes, name }: { readonly digest: string; readonly bytes: number; readonly name?: string | null | undefined }): Promise<NamedImage> {
  await ports.record.transaction(async (tables) => {
    await tables.images.add({ project, digest, bytes, createdAt: ports.clock.now() });
    if (typeof name === 'string') await tables.images.setName({ project, name, digest });
    await keepObjects(tables, ports, [imageKey(digest)]);
  });
  return getImage(ports, project, digest);
}

/**
 * An image of a project by digest or name.
 * @throws ControlError image.not_found
 */
export async function getImage(ports: RecordOnly, project: string, reference: string): Promise<NamedImage> {
  const { images } = ports.record;
  const digest = reference.startsWith('sha256:') ? reference : (await images.resolve(project, [reference])).get(reference);
  const image = digest === undefined ? undefined : await images.get(project, digest);
  const [named] = image ? await withNames(ports, project, [image]) : [];
  if (!named) throw new ControlError('image.not_found', `there is no image '${reference.slice(0, 80)}' in this project`);
  return named;
}

/**
 * Gives an image a name, which goes from the one that had it.
 * @throws ControlError image.not_found
 */
export async function nameImage(ports: RecordOnly, project: string, reference: string, name: string): Promise<NamedImage> {
  const { digest } = await getImage(ports, project, reference);
  await ports.record.images.setName({ project, name, digest });
  return getImage(ports, project, digest);
}

/** Images of a project, by digest. */
export async function listImages(ports: RecordOnly, project: string, page: PageRequest = {}): Promise<Page<NamedImage>> {
  const { items, next } = await readPage(page, (slice) => ports.record.images.list(project, slice), ({ digest }) => digest);
  return { items: await withNames(ports, project, items), next };
}

/**
 * A name is taken away, or an image with all its names.
 * @throws ControlError image.not_found, image.in_use while a run that has not ended has it
 */
export async function deleteImage(ports: RecordOnly, project: string, reference: string): Promise<void> {
  const { digest } = await getImage(ports, project, reference);
  if (reference !== digest) {
    await ports.record.images.deleteName(project, reference);
    return;
  }
  await ports.record.transaction(async ({ images }) => {
    if (await images.isInUse(project, digest)) throw new ControlError('image.in_use', `a run that has not ended has image ${digest}`);
    await images.delete(project, digest);
  });
}
