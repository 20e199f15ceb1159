import { hexOfBytes } from '@reprise/bits';
import { Recorder, type RecorderOptions, type RecordingPorts } from '../record/recorder.ts';
import { RecordingError } from '../recording/recording-error.ts';
import type { Replayer } from '../replay/replayer.ts';

/**
 * Begins a new recording at an instant of another, which stays as it is: from there on it has input of its own, and what was recorded after
 * that instant does not happen. The replayer's run goes to the new recording, and the replayer is not used any more.
 * @throws RangeError if the recording does not have that instant, RecordingError if its run had ended there
 */
export async function forkRecording(
  replayer: Replayer, icount: number, ports: RecordingPorts, options: Omit<RecorderOptions, 'parent'> = {},
): Promise<Recorder> {
  const { recording, run } = replayer;
  const { outcome } = recording.end;
  if (icount >= recording.end.icount && ends.has(outcome.kind)) {
    throw new RecordingError(`nothing goes on from instruction ${icount}: the run ended there (${outcome.kind})`);
  }
  await replayer.seek(icount);
  run.forgetEvents();
  const segment = recording.segments[recording.segmentAt(run.now)];
  const parent = { icount: run.icount, digest: run.digest(), segment: segment ? hexOfBytes(segment.seal) : '' };
  return Recorder.start(run, ports, { ...options, parent });
}

const ends: ReadonlySet<string> = new Set(['shutdown', 'reset', 'internal-error']);
