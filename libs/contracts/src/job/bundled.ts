import type { JobSpecification } from './job.ts';

/** Images that come with Reprise, as runs refer to them. Names that people give have no colon. */
export const bundledImages = ['bundled:firmware', 'bundled:kernel', 'bundled:initrd'] as const;
export type BundledImage = (typeof bundledImages)[number];

/** Those of them that a job boots. */
export function bundledImagesOf({ boot }: Pick<JobSpecification, 'boot'>): readonly BundledImage[] {
  if (boot.kind === 'linux') return bundledImages;
  return boot.bios === 'default' ? ['bundled:firmware'] : [];
}
