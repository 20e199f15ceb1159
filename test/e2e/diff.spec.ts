/** `reprise diff`: two states of Linux, recorded and stored. */
import { readdirSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Folder, reprise, type Outcome } from './reprise.ts';

const folder = new Folder();
const recording = folder.file('recording');
const fork = folder.file('fork');
afterAll(() => folder.remove());

const diff = (...args: readonly string[]): Promise<Outcome> => reprise(['diff', ...args]);

/** Keyframes of a recording, by the hash in their names. */
const keyframesOf = (path: string): string[] => readdirSync(`${path}/snapshots`).toSorted();

interface Diff {
  readonly isSame: boolean;
  readonly left: { readonly name: string; readonly state: string };
  readonly right: { readonly state: string };
  readonly fields: readonly { readonly path: string; readonly left?: unknown; readonly right?: unknown }[];
  readonly memories: readonly { readonly kind: string; readonly name: string; readonly address?: number; readonly ranges: readonly unknown[] }[];
}

async function jsonDiff(left: string, right: string): Promise<Diff> {
  const { status, stdout, stderr } = await diff(left, right, '--json');
  const found = JSON.parse(stdout) as Diff;
  expect([status, stderr]).toEqual([found.isSame ? 0 : 1, '']);
  return found;
}

/** Before the guest takes what was typed. */
const LINE = 60_000_000;

beforeAll(async () => {
  writeFileSync(folder.file('disk.img'), Buffer.alloc(1 << 20));
  writeFileSync(folder.file('input'), 'first\n');
  writeFileSync(folder.file('other'), 'other\n');
  const command = 'dd if=/proc/version of=/dev/vda bs=4096 seek=5 conv=notrunc,fsync 2>/dev/null; read line; echo "got $line"';
  const recorded = await reprise([
    'run', '--record', recording, '--keyframe-every', '40000000', '--console-input', folder.file('input'), '--drive', folder.file('disk.img'), '--cmd', command,
  ]);
  expect(recorded).toMatchObject({ status: 0, stdout: expect.stringContaining('got first') as string, stderr: '' });
  const forked = await reprise(['fork', recording, '--at', String(LINE), '--record', fork, '--console-input', folder.file('other')]);
  expect(forked).toMatchObject({ status: 0, stdout: expect.stringContaining('got other') as string });
});

describe('the difference of two instants', () => {
  it('is in registers, devices, RAM and on the disk', async () => {
    const { status, stdout, stderr } = await diff(`${recording}@0`, recording);
    expect([status, stderr]).toEqual([1, '']);
    expect(stdout).toMatch(new RegExp(`^--- ${recording}@0  sha256:[0-9a-f]{64}\n\\+\\+\\+ ${recording}  sha256:[0-9a-f]{64}\n/engine\n  icount +0 -> [\\d,]+\n`));
    expect(stdout).toMatch(/^\/machine\/soc\/cpu0\n(?: {2}.*\n)* {2}mtvec +0x0 -> 0x[0-9a-f]+\n(?: {2}.*\n)* {2}x10 \(a0\) +0x0 -> /m);
    expect(stdout).toMatch(/^\/machine\/soc\/plic\n(?: {2}.*\n)* {2}priority\[1\.\.95\] +0x0 -> 0x1$/m);
    expect(stdout).toMatch(/^ram riscv_virt_board\.ram: [\d,]+ of 65,536 pages\n {2}0x80[0-9a-f]+\.\.0x80[0-9a-f]+fff  [\d,]+ pages?\n/m);
    expect(stdout).toMatch(/^disk drive0: 1 of 256 pages\n {2}0x5000\.\.0x5fff  1 page\n$/m);
  });

  it('of which nothing lies between is none', async () => {
    expect(await diff(`${recording}@70000000`, `${recording}/@70000000`)).toEqual({ status: 0, stdout: '', stderr: '' });
  });

  it('one instruction apart is little, either way', async () => {
    const there = await jsonDiff(`${recording}@70000001`, `${recording}@70000000`);
    expect(there.fields).toContainEqual({ path: '/engine/fields/icount', left: 70_000_001, right: 70_000_000 });
    expect(there.fields.length).toBeLessThan(20);
    const back = await jsonDiff(`${recording}@70000000`, `${recording}@70000001`);
    expect(back.fields).toEqual(there.fields.map(({ path, left, right }) => ({ path, left: right, right: left })));
    expect(back.memories).toEqual(there.memories);
  });

  it('of a fork and its parent begins with its input', async () => {
    expect((await diff(`${recording}@${LINE}`, `${fork}@${LINE}`)).status).toBe(0);
    const ends = await jsonDiff(recording, fork);
    expect(ends.memories.map(({ kind, name, address }) => [kind, name, address])).toEqual([['ram', 'riscv_virt_board.ram', 0x8000_0000]]);
  });
});

describe('a stored snapshot', () => {
  it('is named by the beginning of its id, and compared with what is replayed', async () => {
    const { stdout } = await reprise(['state', recording, '--at', '40000000']);
    const [, hash = ''] = /sha256:([0-9a-f]{64})\n$/.exec(stdout) ?? [];
    expect(keyframesOf(recording)).toContain(hash);
    const others = keyframesOf(recording).filter((other) => other !== hash);
    const length = Array.from({ length: 64 }, (_, index) => index + 1).find((count) => others.every((other) => !other.startsWith(hash.slice(0, count)))) ?? 64;
    expect(await diff(`${recording}@40000000`, `file:${recording}#sha256:${hash.slice(0, length)}`)).toEqual({ status: 0, stdout: '', stderr: '' });
    const found = await jsonDiff(`file:${recording}#${hash}`, recording);
    expect(found).toMatchObject({ isSame: false, left: { state: `sha256:${hash}` } });
  });

  it('has to be there', async () => {
    const digits = keyframesOf(recording)[0] === '0'.repeat(64) ? '1'.repeat(64) : '0'.repeat(64);
    expect(await diff(`file:${recording}#${digits}`, recording)).toEqual({ status: 2, stdout: '', stderr: `reprise: 'file:${recording}#${digits}': there is no such snapshot in file:${recording}\n` });
  });
});

describe('what names no two states', () => {
  it.each<[string[], string]>([
    [[], 'two states are needed: reprise diff A B, each DIR@N, DIR, file:FOLDER#ID or s3:'],
    [[recording], 'two states are needed'],
    [[recording, recording, recording], `unexpected argument '${recording}': there are two states already`],
    [[recording, `${recording}@9999999999`], `'${recording}@9999999999': the recording has the instructions 0 to`],
    [[`${fork}@5`, recording], `'${fork}@5': the recording has the instructions ${LINE} to`],
    [[folder.file('nothing'), recording], `there is no recording in '${folder.file('nothing')}': no run.json`],
    [[`file:${recording}`, recording], `'file:${recording}' is a store: name a snapshot of it, file:${recording}#ID`],
    [[`file:${recording}#sha256:xyz`, recording], 'expected the id of a snapshot after'],
    [[`file:${folder.file('nothing')}#00`, recording], 'there is no such snapshot in file:'],
    [['s3://B#00', recording], "'B' cannot be the name of a bucket"],
    [['s3://bucket?port=1#00', recording], "'port' is no parameter of an s3: address"],
    [[recording, recording, '--jsn'], "unknown option '--jsn', did you mean '--json'?"],
    [['', recording], "'' names no state"],
  ])('%j is refused', async (args, message) => {
    const { status, stdout, stderr } = await diff(...args);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
    expect(stderr.split('\n').length).toBe(2);
  });

  it('more than one snapshot is named with some of them', async () => {
    const many = folder.file('many');
    const { FileStore } = await import('@reprise/store');
    const store = new FileStore(many);
    for (let number = 0; number < 5; number++) await store.put(`snapshots/ab${String(number).repeat(62)}`, new Uint8Array(1));
    const { status, stderr } = await diff(`file:${many}#ab`, recording);
    expect([status, stderr]).toEqual([2, `reprise: 'file:${many}#ab': more than one snapshot begins so: ${['0', '1', '2'].map((digit) => `sha256:ab${digit.repeat(62)}`).join(', ')}, ..\n`]);
    expect((await diff(`file:${many}#ab0`, recording)).status).toBe(65);
  });
});
