import { describe, expect, it } from 'vitest';
import { Recording } from '../recording/recording.ts';
import { Replayer } from '../replay/replayer.ts';
import { GUEST, typed } from '../testing/guest.ts';
import { MemoryKeyframes, MemoryRecording } from '../testing/memory-recording.ts';
import { recordGuest, small, typeAndQuit, type Drive } from '../testing/record-guest.ts';
import { toyHash } from '../testing/toy-hash.ts';
import { virtRun } from '../testing/virt-run.ts';
import { Recorder } from './recorder.ts';

/** Waits for a key at most, and for nothing else. */
const WAITING = GUEST.replace('0x880', '0x800').replace('bnez t4, loop', 'nop');

const drives: Readonly<Record<string, readonly [Drive, program?: string]>> = {
  'that was stopped between two instants': [async (recorder, { run }) => {
    await recorder.runUntil({ icount: 33_333 });
    run.inject(typed('abc'));
    await recorder.runUntil({ icount: 35_555 });
    await recorder.finish({ kind: 'stopped' });
  }],
  'that was stopped at a breakpoint behind an interrupt': [async (recorder, { run, symbol }) => {
    await recorder.runUntil({ icount: 12_000 });
    run.setBreakpoints(new Set([symbol('handler')]));
    for (let stop = 0; stop < 7; stop++) {
      await recorder.runUntil();
      run.inject(typed('b'));
    }
    expect(run.engine.isSettled).toBe(true);
    await recorder.finish({ kind: 'stopped' });
  }],
  'that waits for ever': [async (recorder, { run }) => {
    for (const key of 'wait') {
      expect(await recorder.runUntil()).toEqual({ reason: 'idle' });
      run.inject(typed(key));
    }
    expect(await recorder.runUntil()).toEqual({ reason: 'idle' });
    await recorder.finish({ kind: 'idle' });
  }, WAITING],
  'whose time was held back while it waits': [async (recorder, { run }) => {
    for (let time = 10_000; time < 400_000; time += 9_973) {
      await recorder.runUntil({ time });
      if (time % 2 === 0) run.inject(typed('t'), { time });
    }
    await recorder.finish({ kind: 'stopped' });
  }],
  'with more input than a segment holds': [async (recorder, { run }) => {
    for (let key = 0; key < 30; key++) {
      run.inject(typed('x'.repeat(200)));
      await recorder.runUntil({ icount: run.icount + 500 });
    }
    await recorder.finish({ kind: 'stopped' });
  }],
  'of a moment': [async (recorder) => void (await recorder.finish({ kind: 'stopped' }))],
};

describe('a recording', () => {
  it.each(Object.keys(drives))('%s is the run again', async (name) => {
    const [drive, program = GUEST] = drives[name] ?? [typeAndQuit];
    const { virt, replay, recording } = await recordGuest(drive, { ...small, segmentBytes: 1000 }, virtRun(program));
    for (const tier of ['interp', 'reference'] as const) {
      const fresh = virtRun(program, { tier });
      const replayer = await replay(fresh);
      await replayer.toEnd();
      expect([replayer.now, replayer.run.digest(), fresh.console()]).toEqual([virt.run.now, recording.end.digest, virt.console()]);
    }
    expect(recording.end.digest).toBe(virt.run.digest());
  });

  it('closes a segment that is full, without a keyframe', async () => {
    const [drive = typeAndQuit] = drives['with more input than a segment holds'] ?? [];
    const { recording } = await recordGuest(drive, { ...small, segmentBytes: 1000 });
    expect(recording.segments.length).toBeGreaterThan(5);
    expect(recording.keyframes.length).toBe(3);
    expect(Math.max(...recording.segments.map(({ bytes }) => bytes))).toBeLessThan(1500);
  });

  it('has what came in when it was flushed, although nobody ended it', async () => {
    const { log, keyframes } = await recordGuest(async (recorder, { run }) => {
      await recorder.runUntil({ icount: 1_000 });
      await recorder.flush();
      run.inject(typed('safe'));
      await recorder.runUntil({ icount: 2_000 });
      await recorder.flush();
      run.inject(typed('lost'));
      await recorder.runUntil({ icount: 9_000 });
    });
    const recording = await Recording.open(log, toyHash);
    expect(recording.segments.map(({ end, events }) => [end.icount, events])).toEqual([[2_000, 1]]);
    const replayer = await Replayer.open(recording, virtRun(GUEST).run, keyframes);
    await replayer.toEnd();
    expect(replayer.now.icount).toBe(2_000);
  });

  it('keeps fewer keyframes of long ago', async () => {
    const { recording, keyframes, replay } = await recordGuest(typeAndQuit, { ...small, keyframeInterval: 1000, thinning: { interval: 1000, maxGap: 16_000 } });
    expect(recording.keyframes.length).toBeLessThan(25);
    expect([...keyframes.states.keys()].toSorted()).toEqual(recording.keyframes.map(({ digest }) => digest).toSorted());
    const replayer = await replay();
    for (const icount of [70_001, 16_500, 500, 40_000]) {
      await replayer.seek(icount);
      expect(replayer.now.icount).toBe(icount);
    }
  });

  it('leaves the run as it is without one', async () => {
    const { virt, recording } = await recordGuest();
    const plain = virtRun(GUEST).run;
    for (let key = 0; key < 20; key++) {
      plain.inject(typed(String.fromCharCode(0x61 + (key % 10))));
      plain.runUntil({ icount: plain.icount + 997 + key * 131 });
      plain.runUntil({ time: plain.now.time + 1777 });
    }
    plain.inject(typed('q'));
    plain.runUntil();
    expect([plain.digest(), plain.now]).toEqual([recording.end.digest, virt.run.now]);
  });

  it('of a guest that computes takes less than 1 KB for a billion instructions', async () => {
    const log = new MemoryRecording();
    const { run } = virtRun('loop: addi a0, a0, 1\nj loop');
    // As many segments and checks as in 2 billion instructions, a thousand times as dense.
    const options = { keyframeInterval: 500_000, checkInterval: 100_000 };
    const recorder = await Recorder.start(run, { log, keyframes: new MemoryKeyframes() }, options);
    await recorder.runUntil({ icount: 2_000_000 });
    await recorder.finish({ kind: 'stopped' });
    const bytes = [...log.segments.values()].reduce((sum, segment) => sum + segment.length, 0);
    const wider = 2 * 5 * 4 * 4; // deltas of icount and time are two bytes longer each
    expect(bytes + wider).toBeLessThan(2 * 1000);
  });

  it('that cannot be written says so, and begins at no other instant', async () => {
    const log = new MemoryRecording();
    const { run } = virtRun(GUEST);
    const recorder = await Recorder.start(run, { log, keyframes: new MemoryKeyframes() }, small);
    log.writeSegment = () => Promise.reject(new Error('no space left'));
    await recorder.runUntil({ icount: 10_000 });
    await expect(recorder.runUntil({ icount: 20_000 })).rejects.toThrow('no space left');
    await expect(recorder.finish({ kind: 'stopped' })).rejects.toThrow('no space left');
  });

  it('does not begin within an instant', async () => {
    const { run, symbol } = virtRun(GUEST);
    run.runUntil({ icount: 5_000 });
    run.setBreakpoints(new Set([symbol('handler')]));
    while (!run.engine.isSettled) run.runUntil();
    await expect(Recorder.start(run, { log: new MemoryRecording(), keyframes: new MemoryKeyframes() })).rejects.toThrow('between two instants');
  });

  it('marks where the console was', async () => {
    const { recording } = await recordGuest();
    const marks = recording.segments.flatMap(({ consoleMarks }) => consoleMarks);
    expect(marks.map(({ consoleBytes }) => consoleBytes)).toEqual([0]);
  });
});
