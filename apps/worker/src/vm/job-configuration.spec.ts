import { jobSpecification, type JobInput } from '@reprise/contracts';
import { describe, expect, it } from 'vitest';
import { digestOf, jobConfiguration } from './job-configuration.ts';

const configurationOf = (job: JobInput) => jobConfiguration(jobSpecification.parse(job), (reference) => `/images/${reference}`, '/guests');

const bundled = { bios: '/images/bundled:firmware', kernel: '/images/bundled:kernel', initrd: '/images/bundled:initrd' };

describe('the configuration of a job', () => {
  it('is of a machine whose guest ends it with a reset', () => {
    expect(configurationOf({ boot: { kind: 'program', program: 'p' }, machine: { memory: '64M', smp: 2 }, seed: 7 })).toMatchObject({
      machine: 'virt', memory: 64 << 20, smp: 2, seed: 7n, boot: { kind: 'program', file: '/images/p' }, stopAtReset: true, drives: [],
    });
  });

  it.each<[JobInput['boot'], object]>([
    [{ kind: 'linux', command: 'true' }, { boot: { kind: 'linux', command: 'true', ...bundled }, append: 'console=ttyS0 quiet loglevel=3', quietFirmware: true }],
    [{ kind: 'linux', append: 'debug' }, { boot: { kind: 'linux', ...bundled }, append: 'console=ttyS0 debug', quietFirmware: false }],
    [{ kind: 'kernel', kernel: 'k', initrd: 'i', append: 'a' }, { boot: { kind: 'kernel', kernel: '/images/k', initrd: '/images/i', bios: bundled.bios }, append: 'a' }],
    [{ kind: 'kernel', kernel: 'k', bios: 'b' }, { boot: { kind: 'kernel', kernel: '/images/k', bios: '/images/b' } }],
    [{ kind: 'program', program: 'p', bios: 'default' }, { boot: { kind: 'program', file: '/images/p', bios: bundled.bios } }],
  ])('boots %o', (boot, expected) => {
    expect(configurationOf({ boot })).toMatchObject(expected);
  });

  it('attaches disks to virtio, unless a device names them', () => {
    const job = { boot: { kind: 'linux' as const }, disks: [{ id: 'a', image: 'x' }, { id: 'b', size: '1M', readonly: true }], devices: [{ type: 'virtio-blk-pci', properties: { drive: 'b' } }] };
    expect(configurationOf(job).drives).toEqual([
      { file: '/images/x', id: 'a', interface: 'virtio', readonly: false, snapshot: true },
      { file: 'b', size: 1 << 20, id: 'b', interface: 'none', readonly: true, snapshot: true },
    ]);
  });

  it('needs a digest of each', () => {
    expect(digestOf({ images: { k: `sha256:${'ab'.repeat(32)}` } }, 'k')).toBe('ab'.repeat(32));
    expect(() => digestOf({ images: {} }, 'k')).toThrow("no digest of image 'k'");
  });
});
