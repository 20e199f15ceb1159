import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readBatch, readJob } from './read-job.ts';
import { parseSetting } from './settings.ts';

const folder = mkdtempSync(join(tmpdir(), 'reprise-job-'));
afterAll(() => rmSync(folder, { recursive: true }));

let number = 0;
function write(text: string): string {
  const path = join(folder, `${number++}.yaml`);
  writeFileSync(path, text);
  return path;
}

/** What an error says, without the folder. */
async function problem(reading: Promise<unknown>): Promise<string> {
  const error: unknown = await reading.then(() => null, (thrown: unknown) => thrown);
  return error instanceof Error ? error.message.replaceAll(/\S*\/(\d+\.yaml)/g, 'F').replaceAll(folder, 'DIR') : 'nothing';
}

const LINUX = 'boot: { kind: linux }\n';

describe('a job in a file', () => {
  it('may be YAML or JSON', async () => {
    expect((await readJob(write('# a job\nboot:\n  kind: linux\n  command: |\n    a\n    b\n'), [])).specification).toEqual({ boot: { kind: 'linux', command: 'a\nb\n' } });
    expect((await readJob(write('{"boot": {"kind": "linux"}}'), [])).specification).toEqual({ boot: { kind: 'linux' } });
  });

  it('names files, which become images', async () => {
    writeFileSync(join(folder, 'disk.img'), 'abc');
    const { specification, files } = await readJob(write(`${LINUX}disks: [{ id: a, image: 'file:./disk.img' }, { id: b, image: 'file:disk.img' }]\n`), []);
    const digest = 'sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
    expect(specification.disks).toEqual([{ id: 'a', image: digest }, { id: 'b', image: digest }]);
    expect(files).toEqual([{ path: join(folder, 'disk.img'), bytes: 3, digest }]);
  });

  it('takes settings', async () => {
    const settings = ['machine.memory=1G', 'boot.command=echo a=b', 'disks.0.readonly=true', 'limits.instructions=5', 'labels.who='].map(parseSetting);
    const { specification } = await readJob(write(`${LINUX}machine: { smp: 2, memory: 1M }\ndisks: [{ id: a, size: 1M }]\n`), settings);
    expect(specification).toEqual({
      boot: { kind: 'linux', command: 'echo a=b' }, machine: { smp: 2, memory: '1G' }, disks: [{ id: 'a', size: '1M', readonly: true }],
      limits: { instructions: 5 }, labels: { who: '' },
    });
  });

  it.each<[string, string, string | RegExp]>([
    ['no YAML', 'boot: { kind: linux', /^F:1:20: Flow map .*must.* end with a \}/i],
    ['a key twice', `${LINUX}${LINUX}`, 'F:2:1: Map keys must be unique'],
    ['nothing', '', 'F: invalid input: expected object, received null'],
    ['a list', '- 1', 'F: invalid input: expected object, received array'],
    ['a misspelt field', `${LINUX}machine:\n  memroy: 1G\n`, "F:3:11: /machine/memroy: there is no 'memroy' here, did you mean 'memory'?"],
    ['a misspelt field at the top', `${LINUX}lables: {}\n`, "F:2:9: /lables: there is no 'lables' here, did you mean 'labels'?"],
    ['a size that is none', `${LINUX}machine: { memory: 12X }\n`, 'F:2:20: /machine/memory: expected a size such as 512K, 256M or 2G'],
    ['a number out of range', `${LINUX}machine:\n  smp: 9\n`, 'F:3:8: /machine/smp: too big: expected number to be <=8'],
    ['a boot of no kind', 'boot: { kind: dos }\n', /^F:1:15: \/boot\/kind: /],
    ['an image that is a path', 'boot: { kind: kernel, kernel: ../x }\n', /^F:1:31: \/boot\/kernel: expected sha256: and 64 hex digits, or expected 1 to 63 letters/],
    ['a file that is not there', 'boot: { kind: kernel, kernel: "file:./nowhere" }\n', 'F:1:31: /boot/kernel: DIR/nowhere cannot be read: ENOENT: no such file or directory, stat \'DIR/nowhere\''],
    ['a file that is a folder', 'boot: { kind: program, program: "file:/" }\n', 'F:1:33: /boot/program: / is no file'],
    ['a polluted object', '{"boot":{"kind":"linux"},"__proto__":{"x":1}}', "F:1:38: /__proto__: there is no '__proto__' here"],
    ['brackets without end', `boot: ${'['.repeat(100_000)}`, 'F: more than 64 brackets in each other'],
    ['a bomb of aliases', `a: &a [x,x,x,x,x,x,x,x,x]\n${['b', 'c', 'd', 'e', 'f', 'g', 'h'].map((name, i) => `${name}: &${name} [${Array(9).fill(`*${'abcdefg'[i]}`).join(',')}]\n`).join('')}`,
      'F: Excessive alias count indicates a resource exhaustion attack'],
  ])('is refused with %s', async (_, text, message) => {
    const found = await problem(readJob(write(text), []));
    if (typeof message === 'string') expect(found).toBe(message);
    else expect(found).toMatch(message);
  });

  it('is refused when it is too large', async () => {
    expect(await problem(readJob(write(`# ${'x'.repeat(5 << 20)}\n${LINUX}`), []))).toMatch(/larger than|too large|at most/);
  });

  it('is refused with all that is wrong at once', async () => {
    const text = 'boot: { kind: linux }\nmachine: { smp: 0 }\nseed: -1\npriority: 10\n';
    expect((await problem(readJob(write(text), []))).split('\n').map((line) => line.slice(0, 20))).toEqual(['F:2:17: /machine/smp', 'F:3:7: /seed: too sm', 'F:4:11: /priority: t']);
  });

  it('is refused with a setting that is wrong, by the setting', async () => {
    expect(await problem(readJob(write(LINUX), [parseSetting('machine.smp=99')]))).toBe('--set machine.smp: /machine/smp: too big: expected number to be <=8');
    expect(await problem(readJob(write(LINUX), [parseSetting('boot.kind.x=1')]))).toBe("--set boot.kind.x: 'x' is in what is no mapping");
    expect(await problem(readJob(write(`${LINUX}disks: []`), [parseSetting('disks.1.id=a')]))).toBe("--set disks.1.id: '1' is no place in a list of 0");
  });

  it.each(['memory', '=1', 'a..b=1', 'a=['])("has no setting '%s'", (text) => expect(() => parseSetting(text)).toThrow(text));
});

it('a batch names files too', async () => {
  writeFileSync(join(folder, 'a.elf'), 'a');
  const { specification, files } = await readBatch(write('job: { boot: { kind: program, program: "${p}" } }\nmatrix: { p: ["file:a.elf"] }\n'), []);
  expect(specification.matrix).toEqual({ p: [files[0]?.digest] });
});
