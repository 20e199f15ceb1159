import { Recorder, type RecorderOptions } from '../record/recorder.ts';
import { Recording } from '../recording/recording.ts';
import type { PlaybackOptions } from '../replay/playback.ts';
import { Replayer } from '../replay/replayer.ts';
import { GUEST, typed } from './guest.ts';
import { MemoryKeyframes, MemoryRecording } from './memory-recording.ts';
import { toyHash } from './toy-hash.ts';
import { virtRun, type VirtRun } from './virt-run.ts';

export interface Recorded {
  readonly virt: VirtRun;
  readonly log: MemoryRecording;
  readonly keyframes: MemoryKeyframes;
  readonly recording: Recording;
  /** A replayer on a fresh run of its own. */
  readonly replay: (fresh?: VirtRun, playback?: PlaybackOptions) => Promise<Replayer>;
}

export type Drive = (recorder: Recorder, virt: VirtRun) => Promise<void>;

/** Types a key at odd moments and lets the guest go on; at last it is made to quit. */
export const typeAndQuit: Drive = async (recorder, { run }) => {
  for (let key = 0; key < 20; key++) {
    run.inject(typed(String.fromCharCode(0x61 + (key % 10))));
    await recorder.runUntil({ icount: run.icount + 997 + key * 131 });
    await recorder.runUntil({ time: run.now.time + 1777 });
  }
  run.inject(typed('q'));
  await recorder.runUntil();
  await recorder.finish({ kind: 'shutdown', exitCode: 0 });
};

export const small: RecorderOptions = { keyframeInterval: 10_000, checkInterval: 3_000, thinning: null };

/** Records the guest as it is driven. */
export async function recordGuest(drive: Drive = typeAndQuit, options: RecorderOptions = small, virt = virtRun(GUEST)): Promise<Recorded> {
  const log = new MemoryRecording();
  const keyframes = new MemoryKeyframes();
  const recorder = await Recorder.start(virt.run, { log, keyframes }, { ...options, console: virt.consoleLog });
  await drive(recorder, virt);
  const recording = await Recording.open(log, toyHash);
  return { virt, log, keyframes, recording, replay: async (fresh = virtRun(GUEST), playback = {}) => Replayer.open(recording, fresh.run, keyframes, playback) };
}
