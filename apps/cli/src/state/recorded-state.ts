import { OptionError } from '@reprise/options';
import type { TierName } from '@reprise/vm';
import { loadRecordings } from '@reprise/vm-host';

/** Prints the digests of a recording's states at some instants. @throws OptionError, and what is wrong with the recording */
export async function printRecordedStates(path: string, icounts: readonly number[], engine: TierName | undefined): Promise<number> {
  const { OpenedRecording } = await loadRecordings();
  const opened = await OpenedRecording.open(path);
  const { start, end } = opened.recording;
  for (const icount of icounts) {
    if (icount < start.icount || icount > end.icount) throw new OptionError(`'--at ${icount}': the recording has the instructions ${start.icount} to ${end.icount}`);
  }
  using prepared = opened.makeRun({ console: { write: () => {} } }, engine);
  const replayer = await opened.replay(prepared);
  for (const icount of icounts) process.stdout.write(`${icount} ${await replayer.stateAt(icount)}\n`);
  return 0;
}
