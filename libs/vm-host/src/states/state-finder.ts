import { resolve } from 'node:path';
import { OptionError } from '@reprise/options';
import type { PlaybackOptions, Replayer } from '@reprise/replay';
import { BadStoreUrl, findSnapshots, nodesOfTree, openStore, Packs, readSnapshot, type ComparableState, type ObjectStore, type Snapshot } from '@reprise/store';
import type { PageTree } from '@reprise/tree';
import type { HashedState } from '@reprise/vm';
import { OpenedRecording } from '../recording/open-recording.ts';
import type { PreparedRun } from '../run/prepared-run.ts';
import type { StateName } from './state-name.ts';

/** A recording, and a run that goes to and fro in it once it has to. */
interface Recorded {
  readonly opened: OpenedRecording;
  replaying?: { readonly prepared: PreparedRun; readonly replayer: Replayer };
}

const nowhere = { write: () => {} };
/** Snapshots that are named where more than one is meant. */
const SHOWN = 3;

/** Finds states by their names. What is stored is read when it is looked at; other instants of recordings are gone to. */
export class StateFinder {
  readonly #options: PlaybackOptions;
  readonly #recordings = new Map<string, Recorded>();
  readonly #stores = new Map<string, ObjectStore>();

  constructor(options: PlaybackOptions = {}) {
    this.#options = options;
  }

  /**
   * The state of a name. It counts until the finder is disposed of.
   * @throws OptionError, FileError if there is no such state; what is wrong with the recording or the store; Divergence
   */
  find(name: StateName): Promise<ComparableState> {
    return name.kind === 'stored' ? this.#findStored(name) : this.#findRecorded(name);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { replaying } of this.#recordings.values()) replaying?.prepared[Symbol.dispose]();
    for (const store of this.#stores.values()) await store.close();
  }

  async #findStored({ text, store: address, digits }: Extract<StateName, { kind: 'stored' }>): Promise<Snapshot> {
    const store = this.#stores.get(address) ?? openNamed(address);
    this.#stores.set(address, store);
    const [id, ...others] = await findSnapshots(store, digits, SHOWN + 1);
    if (id === undefined) throw new OptionError(`'${text}': there is no such snapshot in ${address}`);
    if (others.length > 0) {
      const shown = [id, ...others].slice(0, SHOWN).join(', ');
      throw new OptionError(`'${text}': more than one snapshot begins so: ${shown}${others.length < SHOWN ? '' : ', ..'}`);
    }
    return readSnapshot(new Packs(store), id);
  }

  async #findRecorded({ text, folder, icount }: Extract<StateName, { kind: 'recorded' }>): Promise<ComparableState> {
    const path = resolve(folder);
    const recorded = this.#recordings.get(path) ?? { opened: await OpenedRecording.open(folder) };
    this.#recordings.set(path, recorded);
    const { recording, folder: { store } } = recorded.opened;
    const { start, end, keyframes, segments } = recording;
    if (icount !== null && (icount < start.icount || icount > end.icount)) {
      throw new OptionError(`'${text}': the recording has the instructions ${start.icount} to ${end.icount}`);
    }
    const last = keyframes.at(-1);
    if (icount === null && last?.segment === segments.length) return readSnapshot(new Packs(store), last.digest);
    recorded.replaying ??= await this.#replay(recorded.opened);
    const { replayer } = recorded.replaying;
    await replayer.seek(icount ?? end);
    return comparable(replayer.run.hashed());
  }

  async #replay(opened: OpenedRecording): Promise<NonNullable<Recorded['replaying']>> {
    const prepared = opened.makeRun({ console: nowhere });
    try {
      return { prepared, replayer: await opened.replay(prepared, this.#options) };
    } catch (error) {
      prepared[Symbol.dispose]();
      throw error;
    }
  }
}

function openNamed(address: string): ObjectStore {
  try {
    return openStore(address);
  } catch (error) {
    throw error instanceof BadStoreUrl ? new OptionError(error.message) : error;
  }
}

const comparable = ({ digest, state, ram, disks }: HashedState): ComparableState => ({ id: digest, state, ram: nodesOf(ram), disks: nodesOf(disks) });

const nodesOf = (trees: ReadonlyMap<string, PageTree>): ComparableState['ram'] => new Map([...trees].map(([name, tree]) => [name, nodesOfTree(tree)]));
