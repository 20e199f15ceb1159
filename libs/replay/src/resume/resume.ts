import type { Instant, Run } from '@reprise/vm';
import { Recorder, type RecorderOptions, type RecordingPorts } from '../record/recorder.ts';
import type { Recording } from '../recording/recording.ts';
import { Playback, type PlaybackOptions } from '../replay/playback.ts';

/**
 * Executes a recording from one of its keyframes, at which the run has been put, to a later instant; all that the log tells of the way has to be the same.
 * @throws Divergence; LogError if the log has changed
 */
export async function playTo(recording: Recording, run: Run, to: Instant, options: PlaybackOptions = {}): Promise<void> {
  const playback = new Playback(recording, run, options);
  await playback.begin();
  await playback.forward(to);
  run.forgetEvents();
}

/**
 * Goes on with a recording that its recorder did not end. The run has been put at one of its keyframes: it executes the log from there to its end, and is
 * recorded from then on.
 * @throws Divergence; LogError if the log has changed; RecordingError if the recording has ended
 */
export async function resumeRecording(
  recording: Recording, run: Run, ports: RecordingPorts, options: Omit<RecorderOptions, 'parent'> & PlaybackOptions = {},
): Promise<Recorder> {
  await playTo(recording, run, recording.end, options);
  return Recorder.resume(recording, run, ports, options);
}
