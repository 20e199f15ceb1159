import type { Run } from '@reprise/vm';
import { Recorder, type RecorderOptions, type RecordingPorts } from '../record/recorder.ts';
import type { Recording } from '../recording/recording.ts';
import { Playback, type PlaybackOptions } from '../replay/playback.ts';

/**
 * Goes on with a recording that its recorder did not end. The run has been put at one of its keyframes: it executes the log from there to its end, where
 * all that is compared has to be the same, and is recorded from then on.
 * @throws Divergence; LogError if the log has changed; RecordingError if the recording has ended
 */
export async function resumeRecording(
  recording: Recording, run: Run, ports: RecordingPorts, options: Omit<RecorderOptions, 'parent'> & PlaybackOptions = {},
): Promise<Recorder> {
  const playback = new Playback(recording, run, options);
  await playback.begin();
  await playback.forward(recording.end);
  run.forgetEvents();
  return Recorder.resume(recording, run, ports, options);
}
