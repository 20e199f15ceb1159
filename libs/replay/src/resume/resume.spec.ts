import { describe, expect, it } from 'vitest';
import { Recorder, type RecorderOptions, type Written } from '../record/recorder.ts';
import { Recording } from '../recording/recording.ts';
import { Replayer } from '../replay/replayer.ts';
import { GUEST, typed } from '../testing/guest.ts';
import { MemoryKeyframes, MemoryRecording } from '../testing/memory-recording.ts';
import { small } from '../testing/record-guest.ts';
import { toyHash } from '../testing/toy-hash.ts';
import { virtRun, type VirtRun } from '../testing/virt-run.ts';
import { resumeRecording } from './resume.ts';

/** Numbers that look random and are the same each time. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => (state = (state * 48_271) % 2_147_483_647) % below;
}

/** What is typed, and at which instruction. */
const KEYS = Array.from({ length: 25 }, (_, index) => ({ icount: 1 + index * 2_917, key: index === 24 ? 'q' : String.fromCharCode(0x41 + index) }));

const type = ({ run }: VirtRun, after: number): void => {
  for (const { icount, key } of KEYS) if (icount > after) run.inject(typed(key), { icount });
};

/** A recording as it was when so much of it was written: what was written since is behind its head. */
async function cut(log: MemoryRecording, { summary }: Written): Promise<MemoryRecording> {
  const before = new MemoryRecording();
  for (const [number, bytes] of log.segments) if (number < summary.segments) await before.writeSegment(number, bytes);
  for (const [number, bytes] of log.consoles) if (number < summary.segments) await before.writeConsole(number, bytes);
  await before.writeSummary(summary);
  return before;
}

const consoleOf = async (recording: Recording): Promise<string> =>
  (await Promise.all(recording.segments.map(({ start }) => recording.console(start.number)))).map((bytes) => new TextDecoder().decode(bytes)).join('');

/** Records the guest to its end; a process that records it is killed after so many slices, as often as there are numbers, and the next goes on. */
async function record(cuts: readonly number[], options: RecorderOptions = small) {
  const random = numbers(77);
  const keyframes = new MemoryKeyframes();
  let log = new MemoryRecording();
  let head: Written | undefined;
  let owner: VirtRun | undefined;
  for (const slices of [...cuts, Infinity]) {
    const virt = virtRun(GUEST);
    const from: Written | undefined = head; // what the one before still writes after its end is not told to anybody
    const isOwner = (): boolean => owner === virt;
    owner = virt;
    const whole = { ...options, thinning: null, console: virt.consoleLog, onWritten: async (written: Written) => void (isOwner() && (head = written)) };
    let recorder: Recorder;
    if (from && from.summary.segments > 0) {
      log = await cut(log, from);
      const recording = await Recording.open(log, toyHash);
      const keyframe = recording.keyframes.at(-1);
      virt.run.restore(await keyframes.read(keyframe?.digest ?? ''));
      recorder = await resumeRecording(recording, virt.run, { log, keyframes }, whole);
      type(virt, from.icount);
    } else {
      log = new MemoryRecording();
      recorder = await Recorder.start(virt.run, { log, keyframes }, whole);
      type(virt, 0);
    }
    for (let slice = 0; slice < slices; slice++) {
      const stop = await recorder.runUntil({ icount: virt.run.icount + 1 + random(4_000) });
      if (stop.reason === 'shutdown') {
        await recorder.finish({ kind: 'shutdown', exitCode: 0 });
        return { recording: await Recording.open(log, toyHash), keyframes, virt };
      }
      if (random(3) === 0) await recorder.flush({ output: true });
      if (random(7) === 0 && recorder.canClose) await recorder.checkpoint();
    }
  }
  throw new Error('it has not come to its end');
}

describe('a recording that was cut off and gone on with', () => {
  it.each<[string, readonly number[], Partial<RecorderOptions>]>([
    ['once', [9], {}],
    ['at once', [0, 1, 1, 2], {}],
    ['again and again', [3, 1, 4, 1, 5, 9, 2, 6], {}],
    ['before its first keyframe but that of the start', [2, 2, 3], { keyframeInterval: 1_000_000 }],
    ['with small segments', [7, 7, 7], { segmentBytes: 10 }],
  ])('%s comes to the same state, console and log as one that was not', async (_, cuts, options) => {
    const plain = await record([]);
    const { recording, keyframes, virt } = await record(cuts, { ...small, ...options });
    const { end } = recording;
    expect([end.digest, end.icount, end.time, end.consoleBytes]).toEqual([plain.recording.end.digest, plain.recording.end.icount, plain.recording.end.time, plain.recording.end.consoleBytes]);
    expect(virt.run.digest()).toBe(end.digest);
    expect(await consoleOf(recording)).toBe(KEYS.map(({ key }) => key).join(''));
    expect(recording.segments.reduce((sum, { events }) => sum + events, 0)).toBe(KEYS.length);
    const fresh = virtRun(GUEST);
    const replayer = await Replayer.open(recording, fresh.run, keyframes);
    await replayer.toEnd();
    expect([fresh.run.digest(), fresh.console()]).toEqual([end.digest, await consoleOf(recording)]);
  });

  it('has no end yet', async () => {
    const { recording, virt } = await record([]);
    expect(() => Recorder.resume(recording, virt.run, { log: new MemoryRecording(), keyframes: new MemoryKeyframes() })).toThrow('the run ended there (shutdown)');
  });

  it('tells at its segments what those knew who watched it', async () => {
    const { run, consoleLog } = virtRun(GUEST);
    const log = new MemoryRecording();
    const recorder = await Recorder.start(run, { log, keyframes: new MemoryKeyframes() }, { ...small, console: consoleLog, notes: () => Uint8Array.of(run.icount / 1000) });
    await recorder.runUntil({ icount: 33_000 });
    await recorder.checkpoint();
    expect([...log.notes].map(([segment, bytes]) => [segment, bytes[0]])).toEqual([[1, 10], [2, 20], [3, 30], [4, 33]]);
  });
});

describe('input that is about to come', () => {
  it('comes before its segment ends', async () => {
    const { run } = virtRun(GUEST);
    const log = new MemoryRecording();
    const recorder = await Recorder.start(run, { log, keyframes: new MemoryKeyframes() }, small);
    await recorder.runUntil({ icount: 10_000 - 1 });
    run.inject(typed('a'));
    await recorder.flush({ output: true });
    run.inject(typed('b'), { icount: 10_000 });
    await recorder.runUntil({ icount: 10_000 });
    expect(recorder.canClose).toBe(false);
    await expect(recorder.checkpoint()).rejects.toThrow('between two instants');
    await recorder.runUntil({ icount: 10_002 });
    await recorder.checkpoint();
    const recording = await Recording.open(log, toyHash);
    expect(recording.segments.map(({ end, events }) => [end.icount, events])).toEqual([[10_001, 2], [10_002, 0]]);
  });
});
