import { loadRecordings, prepareRun, type PreparedRun, type RecordingOptions, type RunConfiguration, type RunPorts } from '@reprise/vm-host';
import { ConsoleLog } from '@reprise/replay';
import type { Opened } from './execute.ts';

/** Prepares a run and begins to record it. @throws OptionError, and what is wrong with the folder */
export async function openRecorded(path: string, configuration: RunConfiguration, ports: RunPorts, keyframeInterval: number | undefined): Promise<Opened> {
  const { FolderRecording } = await loadRecordings();
  const { console, options } = recordedConsole(ports, keyframeInterval);
  const prepared = await prepareRun(configuration, { ...ports, console });
  return closingOnError(prepared, async () => ({ prepared, recording: await FolderRecording.begin(path, configuration, prepared, options) }));
}

/** A console that a recording is shown too. */
export function recordedConsole(ports: RunPorts, keyframeInterval: number | undefined): { readonly console: RunPorts['console']; readonly options: RecordingOptions } {
  const log = new ConsoleLog();
  const write = (byte: number): void => {
    ports.console.write(byte);
    log.write(byte);
  };
  return { console: { write }, options: { console: log, ...(keyframeInterval !== undefined && { keyframeInterval }) } };
}

/** Lets go of what is open if more cannot be opened. */
export async function closingOnError<T>(prepared: PreparedRun, open: () => Promise<T>): Promise<T> {
  try {
    return await open();
  } catch (error) {
    prepared[Symbol.dispose]();
    throw error;
  }
}
