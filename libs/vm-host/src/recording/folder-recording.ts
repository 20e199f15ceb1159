import { forkRecording, Recorder, type ConsoleLog, type Outcome, type RecorderOptions, type RecordingPorts, type Replayer } from '@reprise/replay';
import { snapshotKey } from '@reprise/store';
import type { RunLimits, RunStop } from '@reprise/vm';
import type { PreparedRun } from '../run/prepared-run.ts';
import type { RunConfiguration } from '../run/run-configuration.ts';
import type { RunEnd } from '../session/run-end.ts';
import { SnapshotService } from '../snapshot/snapshot-service.ts';
import type { OpenedRecording } from './open-recording.ts';
import { recordedConfiguration } from './recorded-configuration.ts';
import { RecordingFolder } from './recording-folder.ts';
import { StoredKeyframes } from './stored-keyframes.ts';

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
    const { bios, kernel, initrd, dtb } = prepared.files;
    for (const [file, image] of [[recorded.bios, bios], [recorded.kernel, kernel], [recorded.initrd, initrd], [recorded.dtb, dtb]] as const) {
      if (file && image && image !== 'none') await folder.images.put(file, image.bytes);
    }
    for (const [index, { option }] of prepared.drives.entries()) {
      const file = recorded.drives[index];
      if (file) folder.images.copy(file, option.file);
    }
    return FolderRecording.#begin(folder, (ports) => Recorder.start(prepared.run, ports, options));
  }

  /**
   * Begins a recording that goes on from an instant of another, which stays as it is. The replayer's run goes to it.
   * @throws FileError, StoreError, SnapshotError; RangeError, RecordingError if nothing goes on from there
   */
  static async fork(path: string, parent: OpenedRecording, replayer: Replayer, icount: number, options: RecordingOptions): Promise<FolderRecording> {
    const folder = RecordingFolder.create(path, parent.folder.configuration);
    folder.images.copyAll(parent.folder.images, parent.folder.configuration);
    return FolderRecording.#begin(folder, (ports) => forkRecording(replayer, icount, ports, options));
  }

  static async #begin(folder: RecordingFolder, start: (ports: RecordingPorts) => Promise<Recorder>): Promise<FolderRecording> {
    const snapshots = new SnapshotService(`file:${folder.path}`);
    const stored = new StoredKeyframes(folder.store);
    try {
      const recorder = await start({
        log: folder,
        keyframes: {
          take: async (run) => (await snapshots.take(run)).id,
          read: (digest) => stored.read(digest),
          delete: (digest) => folder.store.delete(snapshotKey(digest)),
        },
      });
      return new FolderRecording(folder, recorder, snapshots);
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

/** How the end of a session is recorded. */
function outcomeOf({ reason, exitCode }: RunEnd): Outcome {
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
