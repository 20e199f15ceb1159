import { forkRecording, Recorder, type ConsoleLog, type Outcome, type RecorderOptions, type RecordingPorts, type Replayer } from '@reprise/replay';
import type { RunLimits, RunStop } from '@reprise/vm';
import type { PreparedRun } from '../run/prepared-run.ts';
import type { BootFiles } from '../run/read-boot-files.ts';
import type { RunConfiguration } from '../run/run-configuration.ts';
import type { RunEnd } from '../session/run-end.ts';
import { SnapshotService } from '../snapshot/snapshot-service.ts';
import type { OpenedRecording } from './open-recording.ts';
import { recordedConfiguration } from './recorded-configuration.ts';
import { RecordingFolder } from './recording-folder.ts';
import { recordingPorts } from './recording-ports.ts';

export interface RecordingOptions extends Pick<RecorderOptions, 'keyframeInterval' | 'checkInterval' | 'thinning'> {
  /** What the guest writes to its console is shown to it. */
  readonly console: ConsoleLog;
}

/** Input is on the medium after at most so long. */
const FLUSH_MS = 1000;

/** A run that is recorded in a folder: a thread of its own takes the keyframes. */
export class FolderRecording {
  readonly folder: RecordingFolder;
  readonly recorder: Recorder;
  readonly #snapshots: SnapshotService;
  #nextFlush = 0;

  private constructor(folder: RecordingFolder, recorder: Recorder, snapshots: SnapshotService) {
    this.folder = folder;
    this.recorder = recorder;
    this.#snapshots = snapshots;
  }

  /** Begins to record a prepared run, with copies of all files that it was made from. @throws FileError, StoreError, SnapshotError */
  static async begin(path: string, configuration: RunConfiguration, prepared: PreparedRun, options: RecordingOptions): Promise<FolderRecording> {
    const recorded = recordedConfiguration(configuration, prepared);
    const folder = RecordingFolder.create(path, recorded);
    await putBootFiles(folder, prepared.files);
    for (const [index, { option }] of prepared.drives.entries()) {
      const file = recorded.drives[index];
      if (file && file.size === undefined) folder.images.copy(file, option.file);
    }
    return FolderRecording.#begin(path, folder, (ports) => Recorder.start(prepared.run, ports, options));
  }

  /**
   * Begins a recording that goes on from an instant of another, which stays as it is. The replayer's run goes to it.
   * @throws FileError, StoreError, SnapshotError; RangeError, RecordingError if nothing goes on from there
   */
  static async fork(path: string, parent: OpenedRecording, replayer: Replayer, icount: number, options: RecordingOptions): Promise<FolderRecording> {
    const folder = RecordingFolder.create(path, parent.folder.configuration);
    folder.images.copyAll(parent.folder.images, parent.folder.configuration);
    return FolderRecording.#begin(path, folder, (ports) => forkRecording(replayer, icount, ports, options));
  }

  static async #begin(path: string, folder: RecordingFolder, start: (ports: RecordingPorts) => Promise<Recorder>): Promise<FolderRecording> {
    const snapshots = new SnapshotService(`file:${path}`);
    try {
      return new FolderRecording(folder, await start(recordingPorts(folder, snapshots)), snapshots);
    } catch (error) {
      await snapshots.close();
      throw error;
    }
  }

  /** Runs as Run.runUntil does. @throws StoreError, SnapshotError if it can no longer be recorded */
  async runUntil(limits: RunLimits = {}): Promise<RunStop> {
    const stop = await this.recorder.runUntil(limits);
    const now = performance.now();
    if (stop.reason === 'limit' && now >= this.#nextFlush) {
      await this.recorder.flush();
      this.#nextFlush = now + FLUSH_MS;
    }
    return stop;
  }

  /** Ends the recording as its session ended. @throws StoreError, SnapshotError */
  async finish(end: RunEnd): Promise<void> {
    await this.recorder.finish(outcomeOf(end));
  }

  /** Lets go of the thread. What was written stays. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#snapshots.close();
  }
}

/** Puts what a machine was started with where its recording is. @throws StoreError */
export async function putBootFiles({ images, configuration }: RecordingFolder, { bios, kernel, initrd, dtb }: BootFiles): Promise<void> {
  const files = [[configuration.bios, bios], [configuration.kernel, kernel], [configuration.initrd, initrd], [configuration.dtb, dtb]] as const;
  for (const [file, image] of files) if (file && image && image !== 'none') await images.put(file, image.bytes);
}

/** How the end of a session is recorded. */
export function outcomeOf({ reason, exitCode }: RunEnd): Outcome {
  switch (reason) {
    case 'shutdown':
      return { kind: 'shutdown', exitCode: exitCode ?? 0 };
    case 'reset':
    case 'idle':
    case 'internal-error':
      return { kind: reason };
    case 'io-error':
      return { kind: 'internal-error' };
    case 'instruction-limit':
    case 'wall-limit':
    case 'interrupted':
    case 'terminated':
    case 'quit':
    case 'console-closed':
    case 'crashed':
      return { kind: 'stopped' };
  }
}
