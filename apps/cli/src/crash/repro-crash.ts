import type { CrashRecord } from '@reprise/crash';
import { Divergence, type Replayer } from '@reprise/replay';
import { loadCrashes, loadRecordings } from '@reprise/vm-host';
import type { ReproValues } from './crash-options.ts';

/**
 * Executes a recording again to its crash, from the keyframe before it or from the start, and compares the state there with the recorded one. 0 if they
 * are the same, else 1.
 * @throws OptionError, LogError, RecordingError, StoreError: what is wrong with the recording
 */
export async function reproCrash(folder: string, { 'from-start': isFromStart, engine, plant }: ReproValues): Promise<number> {
  const { readCrashRecord } = await loadCrashes();
  const { OpenedRecording } = await loadRecordings();
  const crash = readCrashRecord(folder);
  const opened = await OpenedRecording.open(folder);
  const { start, end, keyframes } = opened.recording;
  if (crash.icount < start.icount || crash.icount > end.icount) {
    return fail(`the crash is at instruction ${crash.icount}, but the recording has ${start.icount} to ${end.icount}: the record is of another run`);
  }
  const before = keyframes.findLast(({ icount }) => icount < crash.icount) ?? start;
  using prepared = opened.makeRun({ console: { write: () => {} }, fault: plant }, engine);
  try {
    const replayer = await opened.replay(prepared);
    if (!isFromStart) await replayer.seek(before);
    return await compare(replayer, crash, isFromStart ? start.icount : before.icount);
  } catch (error) {
    if (error instanceof Divergence) return fail(`not reproduced: ${error.message}\nreprise: 'reprise bisect ${folder}' finds where`);
    throw error;
  }
}

async function compare(replayer: Replayer, { icount, time, state, signature }: CrashRecord, from: number): Promise<number> {
  await replayer.runTo({ icount, time });
  const found = replayer.run.digest();
  if (found !== state) return fail(`not reproduced: the state after ${icount} instructions is ${found}, not ${state}`);
  process.stdout.write(`reproduced: ${signature.title}\ninstructions ${from} to ${icount} executed again: ${state}, the same\n`);
  return 0;
}

function fail(problem: string): number {
  process.stderr.write(`reprise: ${problem}\n`);
  return 1;
}
