import type { CharBackend } from '@reprise/qdev';
import type { Assignment, Head, Origin } from '@reprise/contracts';
import { playTo, Recorder, resumeRecording, type PlaybackOptions, type RecorderOptions, type RecordingPorts } from '@reprise/replay';
import { hexOfBytes } from '@reprise/bits';
import type { ObjectStore } from '@reprise/store';
import { makeRun, readBootFiles, type PreparedRun, type RunPorts, type SnapshotService } from '@reprise/vm-host';
import { OpenedRecording, putBootFiles, recordedConfiguration, RecordingFolder, recordingPorts, type ImageFolder } from '@reprise/vm-host/recordings';
import { jobConfiguration, digestOf } from './job-configuration.ts';
import { epochPrefix, lastPrefix, partsOf, summaryOf } from './run-keys.ts';
import type { StoredBytes } from './stored-bytes.ts';

/** Where runs are stored, and what brings them from there. */
export interface Stores {
  readonly store: ObjectStore;
  readonly images: ImageFolder;
  readonly snapshots: SnapshotService;
  readonly guests: string;
}

/** What a run is connected to, once it is this owner's: before, it only comes to where others have left it. */
export interface Connections {
  readonly console: CharBackend;
  readonly options: RecorderOptions & PlaybackOptions;
  readonly stored: StoredBytes;
}

/** A run that can go on and is recorded, its console still to be connected: `connect` it. */
export interface OpenRun {
  readonly prepared: PreparedRun;
  readonly recorder: Recorder;
  /** What its own recording writes begins with this. */
  readonly prefix: string;
  /** What it has written to its console before, oldest first; and of a fork, what the run that it comes from had. */
  readonly console: readonly Uint8Array[];
  readonly inherited: readonly Uint8Array[];
  /** What was known beside the state where it is taken up. */
  readonly notes: Uint8Array | null;
  /** Lets what the guest writes through. */
  readonly connect: () => void;
}

/** A console that is cut off at first. */
function gate(console: CharBackend): { readonly console: CharBackend; readonly open: () => void } {
  let isOpen = false;
  return { console: { write: (byte) => void (isOpen && console.write(byte)) }, open: () => void (isOpen = true) };
}

/** Opens recorded runs of a store. */
export class RunOpener {
  readonly #stores: Stores;
  readonly #connections: Connections;

  constructor(stores: Stores, connections: Connections) {
    this.#stores = stores;
    this.#connections = connections;
  }

  /** Opens an assigned run: from its beginning, its head, or where it comes from. @throws OptionError for a job that cannot be; errors of store and log */
  async open(assignment: Assignment): Promise<OpenRun> {
    const { run, head, origin, originHead } = assignment;
    if (head !== null && head.parts.length > 0) return this.#resume(run, assignment.epoch, head);
    if (origin === null) return this.#begin(assignment);
    return origin.run !== null && originHead !== null && originHead.parts.length > 0
      ? this.#fork(assignment, origin, await this.openHead(origin.run, originHead))
      : this.#beginAt(assignment, origin);
  }

  /** The recording of a run as far as a head says. @throws LogError, RecordingError, StoreError */
  async openHead(run: string, head: Head): Promise<OpenedRecording> {
    const { store, images } = this.#stores;
    const place = { store, images, prefix: lastPrefix(run, head), parts: partsOf(run, head), name: run };
    return OpenedRecording.in(await RecordingFolder.openAt(place, summaryOf(head)));
  }

  async #begin(assignment: Assignment): Promise<OpenRun> {
    const { console, open } = gate(this.#connections.console);
    const { prepared, folder } = await this.#prepare(assignment, { console });
    open(); // nothing was written before
    const recorder = await Recorder.start(prepared.run, this.#ports(folder), this.#connections.options);
    return { prepared, recorder, prefix: folder.place.prefix, console: [], inherited: [], notes: null, connect: () => {} };
  }

  /** Begins in a state that a snapshot has. */
  async #beginAt(assignment: Assignment, { state }: Origin): Promise<OpenRun> {
    const { console, open } = gate(this.#connections.console);
    const { prepared, folder } = await this.#prepare(assignment, { console });
    if (state !== null) await this.#stores.snapshots.restore(prepared.run, state);
    const recorder = await Recorder.start(prepared.run, this.#ports(folder), this.#connections.options);
    return { prepared, recorder, prefix: folder.place.prefix, console: [], inherited: [], notes: null, connect: open };
  }

  async #resume(run: string, epoch: number, head: Head): Promise<OpenRun> {
    const { console, open } = gate(this.#connections.console);
    const opened = await this.openHead(run, head);
    const { recording } = opened;
    const prepared = opened.makeRun({ console });
    await this.#restore(prepared, recording.keyframes.at(-1)?.digest);
    const { store, images } = this.#stores;
    const place = { store, images, prefix: epochPrefix(run, epoch), parts: partsOf(run, head), name: run };
    const folder = RecordingFolder.at(place, opened.folder.configuration);
    const recorder = await resumeRecording(recording, prepared.run, this.#ports(folder), this.#connections.options);
    const output = await Promise.all(recording.segments.map(({ start }) => recording.console(start.number)));
    return { prepared, recorder, prefix: place.prefix, console: output, inherited: [], notes: await opened.folder.readNotes(recording.segments.length), connect: open };
  }

  /** Begins at an instant of another run. */
  async #fork({ run, epoch }: Assignment, { icount }: Origin, parent: OpenedRecording): Promise<OpenRun> {
    let written = 0;
    const { console, open } = gate(this.#connections.console);
    let isBegun = false;
    const count = (byte: number): void => (isBegun ? console.write(byte) : void written++);
    const { recording } = parent;
    const prepared = parent.makeRun({ console: { write: count } });
    const to = { icount, time: 0 };
    const keyframe = recording.keyframeAt(to);
    await this.#restore(prepared, keyframe?.digest);
    await playTo(recording, prepared.run, to, this.#connections.options);
    isBegun = true;
    const { store, images } = this.#stores;
    const place = { store, images, prefix: epochPrefix(run, epoch), parts: [], name: run };
    const folder = RecordingFolder.at(place, parent.folder.configuration);
    const segment = recording.segments[recording.segmentAt(prepared.run.now)];
    const options = { ...this.#connections.options, parent: { icount, digest: prepared.run.digest(), segment: segment ? hexOfBytes(segment.seal) : '' } };
    const recorder = await Recorder.start(prepared.run, this.#ports(folder), options);
    const consoleBytes = (recording.segments[keyframe?.segment ?? 0]?.start.consoleBytes ?? recording.end.consoleBytes) + written;
    return { prepared, recorder, prefix: place.prefix, console: [], inherited: await consoleUpTo(recording, consoleBytes), notes: null, connect: open };
  }

  /** A machine by its job, and where its recording will be. */
  async #prepare(assignment: Assignment, ports: RunPorts): Promise<{ readonly prepared: PreparedRun; readonly folder: RecordingFolder }> {
    const { store, images, guests } = this.#stores;
    const { job, run, epoch } = assignment;
    for (const reference of Object.keys(assignment.images)) await images.bring({ name: reference, sha256: digestOf(assignment, reference) }, `image '${reference}'`);
    const configuration = jobConfiguration(job, (reference) => images.pathOf({ sha256: digestOf(assignment, reference) }), guests);
    const files = await readBootFiles(configuration);
    const prepared = makeRun(configuration, files, ports);
    const place = { store, images, prefix: epochPrefix(run, epoch), parts: [], name: run };
    const folder = RecordingFolder.at(place, recordedConfiguration(configuration, prepared));
    await putBootFiles(folder, prepared.files);
    return { prepared, folder };
  }

  async #restore({ run }: PreparedRun, state: string | undefined): Promise<void> {
    if (state === undefined) throw new RangeError('no state before that instant is kept');
    await this.#stores.snapshots.restore(run, state);
  }

  #ports(folder: RecordingFolder): RecordingPorts {
    const { log, keyframes } = recordingPorts(folder, this.#stores.snapshots);
    const { stored } = this.#connections;
    return { log: stored.log(log), keyframes: stored.keyframes(keyframes, this.#stores.snapshots) };
  }
}

/** The first bytes of a recording's console. */
async function consoleUpTo(recording: OpenedRecording['recording'], bytes: number): Promise<Uint8Array[]> {
  const output: Uint8Array[] = [];
  for (const { start } of recording.segments) {
    if (start.consoleBytes >= bytes) break;
    output.push((await recording.console(start.number)).subarray(0, bytes - start.consoleBytes));
  }
  return output;
}
