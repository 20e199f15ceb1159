/** Recordings in folders, as the command makes them: whole, moved elsewhere, harmed in every file that they consist of. */
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConsoleLog, Divergence } from '@reprise/replay';
import { loadRecordings, prepareRun, type PreparedRun, type RunConfiguration } from '@reprise/vm-host';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { program } from './boards.ts';

/** Sends back what it receives; a timer interrupt now and then; a page is written at each turn; a 'q' ends it with exit code 5. */
const ECHO = program(`
  la t0, handler
  csrw mtvec, t0
  li s1, 0x02004000
  li s2, 0x0200bff8
  li s3, 0x10000000
  li s5, 0x80010000
  sd zero, 0(s1)
  li t1, 0x80
  csrs mie, t1
  csrsi mstatus, 8
loop: addi s4, s4, 1
  andi t1, s4, 63
  slli t1, t1, 12
  add t1, t1, s5
  sd s4, 0(t1)
  lbu t3, 5(s3)
  lbu t3, 5(s3)
  andi t3, t3, 1
  beqz t3, loop
  lbu t4, 0(s3)
  sb t4, 0(s3)
  li t5, 113
  bne t4, t5, loop
  li t6, 0x100000
  li t5, 0x53333
  sw t5, 0(t6)
.balign 4
handler: ld t1, 0(s2)
  addi t1, t1, 40
  sd t1, 0(s1)
  mret
`);

const { FolderRecording, OpenedRecording } = await loadRecordings();

const scratch = mkdtempSync(join(tmpdir(), 'reprise-recording-'));
afterAll(() => rmSync(scratch, { recursive: true }));
let folders = 0;
const newFolder = (): string => join(scratch, `folder${folders++}`);

const kernel = join(scratch, 'kernel');
const disk = join(scratch, 'disk');
writeFileSync(kernel, ECHO.bytes);
writeFileSync(disk, Uint8Array.from({ length: 70_000 }, (_, at) => (at * 7) & 0xff));

const configuration: RunConfiguration = {
  machine: 'virt', machineProperties: {}, cpu: 'rv64', memory: 16 << 20, smp: 1,
  boot: { kind: 'kernel', kernel, bios: 'none' },
  guests: '', quietFirmware: false,
  drives: [{ file: disk, id: 'd', interface: 'virtio', readonly: false, snapshot: false }],
  devices: [{ type: 'virtio-rng-device', properties: {} }],
  globals: [], seed: 3n, rtcStart: 1_700_000_000, icountShift: 1, engine: 'interp', stopAtReset: false,
};

const type = ({ run, consoleDevice }: PreparedRun, text: string): void =>
  run.inject({ kind: 'characters', device: consoleDevice ?? '', bytes: new TextEncoder().encode(text) });

/** Records a run into a new folder. */
async function record(): Promise<{ readonly path: string; readonly digest: string; readonly instructions: number }> {
  const path = newFolder();
  const console = new ConsoleLog();
  using prepared = await prepareRun(configuration, { console });
  await using recording = await FolderRecording.begin(path, configuration, prepared, { console, keyframeInterval: 40_000, checkInterval: 10_000 });
  for (let key = 0; key < 10; key++) {
    type(prepared, String.fromCharCode(0x61 + key));
    await recording.runUntil({ icount: prepared.run.icount + 7_777 });
  }
  type(prepared, 'q');
  expect(await recording.runUntil()).toEqual({ reason: 'shutdown', exitCode: 5 });
  await recording.finish({ reason: 'shutdown', exitCode: 5 });
  return { path, digest: prepared.run.digest(), instructions: prepared.run.icount };
}

/** Replays all of a recording; its console. */
async function replay(path: string): Promise<string> {
  const opened = await OpenedRecording.open(path);
  let text = '';
  using prepared = opened.makeRun({ console: { write: (byte) => void (text += String.fromCharCode(byte)) } });
  const replayer = await opened.replay(prepared);
  await replayer.toEnd();
  for (const { start } of opened.recording.segments) await opened.recording.console(start.number);
  for (const keyframe of opened.recording.keyframes) await opened.keyframes.read(keyframe.digest);
  return text;
}

const filesIn = (path: string): string[] =>
  readdirSync(path, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));

let recorded: Awaited<ReturnType<typeof record>>;
beforeAll(async () => {
  recorded = await record();
});

describe('a recording in a folder', () => {
  it('is replayed to the same end, also where the files that it was made from are gone, and from elsewhere', async () => {
    const moved = newFolder();
    cpSync(recorded.path, moved, { recursive: true });
    renameSync(kernel, `${kernel}.away`);
    renameSync(disk, `${disk}.away`);
    try {
      expect(await replay(moved)).toBe('abcdefghijq');
    } finally {
      renameSync(`${kernel}.away`, kernel);
      renameSync(`${disk}.away`, disk);
    }
  });

  it('has the digest of every state as its name', async () => {
    const opened = await OpenedRecording.open(recorded.path);
    expect(opened.recording.end).toMatchObject({ icount: recorded.instructions, digest: recorded.digest });
    using prepared = opened.makeRun({ console: { write: () => {} } });
    for (const { digest, icount } of opened.recording.keyframes) {
      prepared.run.restore(await opened.keyframes.read(digest));
      expect([prepared.run.icount, prepared.run.digest()]).toEqual([icount, digest]);
    }
  });

  it('is not changed by looking at it', async () => {
    const before = filesIn(recorded.path).map((file) => [file, statSync(file).mtimeMs, readFileSync(file).length]);
    await replay(recorded.path);
    expect(filesIn(recorded.path).map((file) => [file, statSync(file).mtimeMs, readFileSync(file).length])).toEqual(before);
  });

  it('is not written over', async () => {
    using prepared = await prepareRun(configuration, { console: { write: () => {} } });
    await expect(FolderRecording.begin(recorded.path, configuration, prepared, { console: new ConsoleLog() })).rejects.toThrow('there is a recording in');
  });

  it('is forked into another folder, which stands for itself', async () => {
    const path = newFolder();
    const opened = await OpenedRecording.open(recorded.path);
    const console = new ConsoleLog();
    using prepared = opened.makeRun({ console });
    {
      const replayer = await opened.replay(prepared);
      await using fork = await FolderRecording.fork(path, opened, replayer, 40_001, { console, keyframeInterval: 20_000 });
      type(prepared, 'xyq');
      const end = await fork.runUntil();
      await fork.finish({ reason: 'shutdown', exitCode: end.reason === 'shutdown' ? end.exitCode : -1 });
    }
    expect(await replay(path)).toMatch(/xyq$/);
    const parent = (await OpenedRecording.open(path)).recording.summary.parent;
    expect(parent?.icount).toBe(40_001);
    expect(await replay(recorded.path)).toBe('abcdefghijq');
  });

  it('shows a fault of the engine that replays it', async () => {
    const opened = await OpenedRecording.open(recorded.path);
    using prepared = opened.makeRun({ console: { write: () => {} }, fault: { icount: 33_333, hart: 0, register: 20, value: 1n } });
    const replayer = await opened.replay(prepared);
    await expect(replayer.toEnd()).rejects.toThrow(Divergence);
  });
});

describe('a harmed recording', () => {
  const harms: Readonly<Record<string, (file: string) => void>> = {
    'cut short': (file) => truncateSync(file, Math.floor(statSync(file).size / 2)),
    'emptied': (file) => truncateSync(file, 0),
    'with a byte changed': (file) => {
      const bytes = readFileSync(file);
      const at = Math.floor(bytes.length * 0.6);
      bytes[at] = (bytes[at] ?? 0) ^ 0x20;
      writeFileSync(file, bytes);
    },
    'gone': (file) => rmSync(file),
  };
  const known = new Set(['LogError', 'RecordingError', 'Damaged', 'NotFound', 'FileError', 'StateError', 'UnknownFormat']);

  it.each(Object.keys(harms))('is found, whichever of its files is %s', async (how) => {
    const kinds = new Set<string>();
    for (const file of filesIn(recorded.path)) {
      const relative = file.slice(recorded.path.length + 1);
      if (relative.startsWith('.tmp')) continue;
      const copy = newFolder();
      cpSync(recorded.path, copy, { recursive: true });
      harms[how]?.(join(copy, relative));
      // A change within a string of run.json that nothing depends on is none.
      const failure = await replay(copy).then(() => undefined, (error: unknown) => error);
      if (!(failure instanceof Error)) expect([how, relative]).toEqual(['with a byte changed', 'run.json']);
      else expect([relative, known.has(failure.name), failure.message]).toEqual([relative, true, failure.message]);
      kinds.add(relative.split('/')[0] ?? '');
      rmSync(copy, { recursive: true });
    }
    expect([...kinds].toSorted()).toEqual(['console', 'images', 'log', 'packs', 'run.json', 'snapshots']);
  });

  it('names the file', async () => {
    const copy = newFolder();
    cpSync(recorded.path, copy, { recursive: true });
    const [image = ''] = readdirSync(join(copy, 'images'));
    writeFileSync(join(copy, 'images', image), 'x');
    await expect(OpenedRecording.open(copy)).rejects.toThrow(`images/${image}`);
    expect(existsSync(join(copy, 'run.json'))).toBe(true);
  });
});
