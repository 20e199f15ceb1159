import { bundledImagesOf, type Assignment, type JobSpecification } from '@reprise/contracts';
import { ControlError } from '../errors.ts';
import type { Bundled, RecordTables } from '../ports.ts';
import { imageReferences } from './image-references.ts';

const isDigest = (reference: string): boolean => reference.startsWith('sha256:');

/**
 * Digests of the images that a job names, and of those that come with Reprise and it boots.
 * @throws ControlError image.not_found for one that the project has not
 */
export async function resolveImages({ images }: Pick<RecordTables, 'images'>, bundled: Bundled, project: string, job: JobSpecification): Promise<Assignment['images']> {
  const references = imageReferences(job);
  const names = await images.resolve(project, [...new Set(references.map(({ reference }) => reference).filter((reference) => !isDigest(reference)))]);
  const found: Record<string, string> = Object.fromEntries(bundledImagesOf(job).map((image) => [image, bundled[image]]));
  for (const { path, reference } of references) {
    const digest = isDigest(reference) ? (await images.get(project, reference))?.digest : names.get(reference);
    if (digest === undefined) throw new ControlError('image.not_found', `${path}: project '${project}' has no image '${reference}': push it first`, { path, reference });
    found[reference] = digest;
  }
  return found;
}
