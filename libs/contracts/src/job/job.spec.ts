import { describe, expect, it } from 'vitest';
import { jobJsonSchema, jobSpecification } from './job.ts';

const boot = { kind: 'linux', command: 'uname -a' };
const DIGEST = `sha256:${'ab'.repeat(32)}`;

describe('a job', () => {
  it('has defaults for all but what it boots', () => {
    const job = jobSpecification.parse({ boot });
    expect(job.machine).toEqual({ type: 'virt', properties: {}, cpu: 'rv64', memory: 256 << 20, smp: 1, globals: [], icountShift: 0 });
    expect(job).toMatchObject({ seed: '0', retries: 3, outcome: { exitCodes: [0] }, keyframes: { every: 500_000_000 } });
  });

  it('is the same when it is read again', () => {
    const job = jobSpecification.parse({ boot, machine: { memory: '1G' }, disks: [{ id: 'a', image: DIGEST }, { id: 'b', size: '4M' }], seed: 7 });
    expect(jobSpecification.parse(JSON.parse(JSON.stringify(job)))).toEqual(job);
  });

  it.each<[string, object, string]>([
    ['an unknown field', { boot, mashine: {} }, ''],
    ['memory that is no size', { boot, machine: { memory: '12X' } }, 'machine.memory'],
    ['too much memory', { boot, machine: { memory: '8G' } }, 'machine.memory'],
    ['too many harts', { boot, machine: { smp: 9 } }, 'machine.smp'],
    ['a boot of no kind', { boot: { kind: 'dos' } }, 'boot.kind'],
    ['an image that is a path', { boot: { kind: 'kernel', kernel: '../etc/passwd' } }, 'boot.kernel'],
    ['a disk with image and size', { boot, disks: [{ id: 'a', image: DIGEST, size: 4096 }] }, 'disks.0'],
    ['two disks of one id', { boot, disks: [{ id: 'a', size: 4096 }, { id: 'a', size: 4096 }] }, 'disks'],
    ['an artefact of no disk', { boot, artefacts: [{ name: 'out', disk: 'a' }] }, 'artefacts'],
    ['an artefact with a path', { boot, disks: [{ id: 'a', size: 4096 }], artefacts: [{ name: '../out', disk: 'a' }] }, 'artefacts.0.name'],
    ['a polluted object', JSON.parse('{"boot":{"kind":"linux"},"__proto__":{"x":1}}') as object, ''],
  ])('is refused with %s', (_, value, path) => {
    const { error } = jobSpecification.safeParse(value);
    expect(error?.issues.map((issue) => issue.path.join('.'))).toEqual([path]);
  });

  it('has a JSON Schema', () => {
    expect(jobJsonSchema()).toMatchObject({ type: 'object', required: ['boot'], additionalProperties: false });
  });
});
