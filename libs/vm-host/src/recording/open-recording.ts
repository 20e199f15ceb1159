import { Recording, Replayer, type KeyframeStore, type PlaybackOptions } from '@reprise/replay';
import { makeRun, type PreparedRun, type RunPorts } from '../run/prepared-run.ts';
import type { BootFiles } from '../run/read-boot-files.ts';
import type { RunConfiguration } from '../run/run-configuration.ts';
import { sha256 } from '../session/sha256.ts';
import { machineSettings, recordedFiles } from './recorded-configuration.ts';
import { RecordingFolder } from './recording-folder.ts';
import { StoredKeyframes } from './stored-keyframes.ts';

/** A recording in a folder, its log and its files checked. Nothing that is done with it changes it. */
export class OpenedRecording {
  readonly folder: RecordingFolder;
  readonly recording: Recording;
  readonly keyframes: KeyframeStore;
  readonly #files: BootFiles;

  private constructor(folder: RecordingFolder, recording: Recording, files: BootFiles) {
    this.folder = folder;
    this.recording = recording;
    this.keyframes = new StoredKeyframes(folder.store);
    this.#files = files;
  }

  /** @throws FileError if there is none; LogError, RecordingError: what is wrong with it */
  static async open(path: string): Promise<OpenedRecording> {
    return OpenedRecording.in(await RecordingFolder.open(path));
  }

  /** The recording that is in a folder of a store; its files are brought here. @throws LogError, RecordingError: what is wrong with it; StoreError */
  static async in(folder: RecordingFolder): Promise<OpenedRecording> {
    const recording = await Recording.open(folder, sha256);
    const { images, configuration } = folder;
    for (const { what, file } of recordedFiles(configuration)) await images.bring(file, what);
    const kernel = images.read(configuration.kernel, 'kernel');
    const initrd = images.read(configuration.initrd, 'initrd');
    const dtb = images.read(configuration.dtb, 'device tree');
    for (const drive of configuration.drives) if (drive.size === undefined) images.check(drive, `drive '${drive.id}'`);
    const files = { bios: images.read(configuration.bios, 'firmware') ?? ('none' as const), ...(kernel && { kernel }), ...(initrd && { initrd }), ...(dtb && { dtb }) };
    return new OpenedRecording(folder, recording, files);
  }

  /** A fresh run of the recorded configuration, on the recorded tier or another. */
  makeRun(ports: RunPorts, engine?: RunConfiguration['engine']): PreparedRun {
    const { configuration, images } = this.folder;
    const settings = machineSettings(configuration);
    const drives = configuration.drives.map((drive) => ({ ...drive, file: drive.size === undefined ? images.pathOf(drive) : drive.name, snapshot: true }));
    return makeRun({ ...settings, engine: engine ?? settings.engine, drives }, this.#files, ports);
  }

  /** A replayer on a run of the recorded configuration. @throws RecordingError, and what the keyframes' store throws */
  replay({ run }: PreparedRun, options?: PlaybackOptions): Promise<Replayer> {
    return Replayer.open(this.recording, run, this.keyframes, options);
  }
}
