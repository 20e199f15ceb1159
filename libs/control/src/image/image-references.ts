import type { JobSpecification } from '@reprise/contracts';

/** An image that a job names, and where. */
export interface ImageReference {
  readonly path: string;
  readonly reference: string;
}

const WORDS: ReadonlySet<string> = new Set(['default', 'none']);

/** The images that a job names, firmware that comes with Reprise left out. */
export function imageReferences({ boot, disks, crash }: JobSpecification): readonly ImageReference[] {
  const named: (readonly [path: string, reference: string | undefined])[] = [];
  if (boot.kind === 'kernel') named.push(['boot.kernel', boot.kernel], ['boot.initrd', boot.initrd], ['boot.bios', boot.bios]);
  if (boot.kind === 'program') named.push(['boot.program', boot.program], ['boot.bios', boot.bios]);
  for (const [index, { image }] of disks.entries()) named.push([`disks.${index}.image`, image]);
  for (const [index, symbols] of crash.symbols.entries()) named.push([`crash.symbols.${index}`, symbols]);
  return named.flatMap(([path, reference]) =>
    reference === undefined || (path === 'boot.bios' && WORDS.has(reference)) ? [] : [{ path, reference }]);
}
