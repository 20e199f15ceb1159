import { describe, expect, it } from 'vitest';
import { Recording } from '../recording/recording.ts';
import { Replayer } from '../replay/replayer.ts';
import { GUEST, typed } from '../testing/guest.ts';
import { MemoryKeyframes, MemoryRecording } from '../testing/memory-recording.ts';
import { recordGuest, small, type Recorded } from '../testing/record-guest.ts';
import { toyHash } from '../testing/toy-hash.ts';
import { virtRun } from '../testing/virt-run.ts';
import { forkRecording } from './fork.ts';

const AT = 25_003;

/** Forks a recording at AT and types something else there. */
async function fork({ replay }: Recorded, keys: string) {
  const fresh = virtRun(GUEST);
  const [log, keyframes] = [new MemoryRecording(), new MemoryKeyframes()];
  const recorder = await forkRecording(await replay(fresh), AT, { log, keyframes }, { ...small, console: fresh.consoleLog });
  fresh.run.inject(typed(keys));
  await recorder.runUntil();
  await recorder.finish({ kind: 'shutdown', exitCode: 0 });
  return { recording: await Recording.open(log, toyHash), log, keyframes, end: fresh.run.digest() };
}

describe('a fork', () => {
  it('goes on from an instant of another recording, with its own input and log', async () => {
    const recorded = await recordGuest();
    const { recording, log, keyframes, end } = await fork(recorded, 'xyzq');
    const replayer = await recorded.replay();
    expect(recording.start).toMatchObject({ icount: AT, digest: await replayer.stateAt(AT), number: 0 });
    expect(recording.summary.parent).toEqual({
      icount: AT, digest: recording.start.digest, segment: Array.from(recorded.recording.segments[2]?.seal ?? [], (byte) => byte.toString(16).padStart(2, '0')).join(''),
    });
    expect(new TextDecoder().decode(log.consoles.get(0) ?? new Uint8Array(0))).toBe('xyzq');
    const fresh = virtRun(GUEST);
    const again = await Replayer.open(recording, fresh.run, keyframes);
    await again.toEnd();
    expect([again.run.digest(), fresh.console()]).toEqual([end, 'xyzq']);
    expect(end).not.toBe(recorded.recording.end.digest);
  });

  it('is gone back to its first instruction', async () => {
    const { recording, keyframes } = await fork(await recordGuest(), 'xyzq');
    const replayer = await Replayer.open(recording, virtRun(GUEST).run, keyframes);
    expect(await replayer.stateAt(AT)).toBe(recording.start.digest);
    await replayer.step(500);
    await replayer.reverseStep(1000);
    expect([replayer.now.icount, replayer.run.digest()]).toEqual([AT, recording.start.digest]);
    await replayer.step(500);
    replayer.setBreakpoints(new Set([0n]));
    expect(await replayer.reverseContinue()).toEqual({ reason: 'start' });
    expect(replayer.run.digest()).toBe(recording.start.digest);
  });

  it('leaves the other as it is', async () => {
    const recorded = await recordGuest();
    const before = JSON.stringify([recorded.log.summary, [...recorded.log.segments], [...recorded.keyframes.states.keys()]]);
    await fork(recorded, 'q');
    expect(JSON.stringify([recorded.log.summary, [...recorded.log.segments], [...recorded.keyframes.states.keys()]])).toBe(before);
    await (await recorded.replay()).toEnd();
  });

  it('with the same input is the same run', async () => {
    const recorded = await recordGuest();
    const events = await Promise.all(recorded.recording.segments.map(({ start }) => recorded.recording.segment(start.number)));
    const fresh = virtRun(GUEST);
    const log = new MemoryRecording();
    const recorder = await forkRecording(await recorded.replay(fresh), AT, { log, keyframes: new MemoryKeyframes() }, small);
    for (const { event, ...at } of events.flatMap((segment) => segment.events)) if (at.icount >= AT) fresh.run.inject(event, at);
    await recorder.runUntil();
    await recorder.finish({ kind: 'shutdown', exitCode: 0 });
    expect((await Recording.open(log, toyHash)).end.digest).toBe(recorded.recording.end.digest);
  });

  it('cannot begin where nothing goes on', async () => {
    const recorded = await recordGuest();
    const ports = { log: new MemoryRecording(), keyframes: new MemoryKeyframes() };
    const end = recorded.recording.end.icount;
    await expect(forkRecording(await recorded.replay(), end, ports)).rejects.toThrow(`nothing goes on from instruction ${end}: the run ended there (shutdown)`);
    await expect(forkRecording(await recorded.replay(), -1, ports)).rejects.toThrow('the recording has the instructions 0 to');
  });
});
