import { loadRecordings, prepareRun, type PreparedRun, type RecordingOptions, type RunConfiguration, type RunPorts } from '@reprise/vm-host';
import { ConsoleLog } from '@reprise/replay';
import { RecordedCrash } from '../crash/recorded-crash.ts';
import { hasShell } from './console-input.ts';
import type { Opened } from './execute.ts';
import type { RecordingValues } from './run-options.ts';

/** Prepares a run, and begins to record it and to watch it for a crash. @throws OptionError, and what is wrong with the folder */
export async function openRecorded(path: string, configuration: RunConfiguration, ports: RunPorts, values: RecordingValues): Promise<Opened> {
  const { FolderRecording } = await loadRecordings();
  const crash = new RecordedCrash(values);
  const { console, options } = recordedConsole({ ...ports, console: crash.tap(ports.console) }, values['keyframe-every']);
  const prepared = await prepareRun(configuration, { ...ports, console });
  return closingOnError(prepared, async () => {
    const recording = await FolderRecording.begin(path, configuration, prepared, options);
    return { prepared, recording, guard: await crash.guard(prepared, recording, hasShell(configuration) ? configuration.guests : null) };
  });
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
