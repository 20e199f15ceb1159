import { describe, expect, it } from 'vitest';
import { jobOf } from '../testing/world.ts';
import { imageReferences } from './image-references.ts';

type Job = Parameters<typeof jobOf>[0];

describe('the images of a job', () => {
  it.each<[string, Job, readonly string[]]>([
    ['none of the bundled Linux', {}, []],
    ['kernel and initrd', { boot: { kind: 'kernel', kernel: 'k', initrd: 'i' } }, ['boot.kernel=k', 'boot.initrd=i']],
    ['firmware, unless it is that of the house', { boot: { kind: 'kernel', kernel: 'default', bios: 'b' } }, ['boot.kernel=default', 'boot.bios=b']],
    ['a program', { boot: { kind: 'program', program: 'p', bios: 'default' } }, ['boot.program=p']],
    ['disks that are not empty, and symbols', { disks: [{ id: 'a', size: 4096 }, { id: 'b', image: 'd' }], crash: { symbols: ['s'] } }, ['disks.1.image=d', 'crash.symbols.0=s']],
  ])('are %s', (_, job, expected) => expect(imageReferences(jobOf(job)).map(({ path, reference }) => `${path}=${reference}`)).toEqual(expected));
});
