import { PAGE_BYTES } from '@reprise/tree';
import type { TreeMap } from '@reprise/vmstate';
import { Damaged, UnknownFormat } from '../errors.ts';
import type { Packs } from '../pack/packs.ts';
import type { PackReference } from '../pack/pack-format.ts';
import { Contents } from './contents.ts';
import { decodeManifest, type Manifest, MAX_MANIFEST_BYTES, snapshotKey } from './manifest.ts';
import { StoredTree } from './stored-tree.ts';

/** Pages by number, each of 4 KiB, which are not to be changed: pages that hold the same may be the same bytes. */
export type Pages = ReadonlyMap<number, Uint8Array>;

/** What a run is restored from. */
export interface SavedPages {
  readonly state: TreeMap;
  /** By RAM block: its pages that are not all zeros. */
  readonly ram: ReadonlyMap<string, Pages>;
  /** By disk: the pages written over its image. */
  readonly disks: ReadonlyMap<string, Pages>;
}

/** A stored snapshot. Its state is here; its memory is read when it is asked for. */
export class Snapshot {
  /** `sha256:` and 64 hexadecimal digits: the hash of the state. */
  readonly id: string;
  /** The state without its memory. */
  readonly state: TreeMap;
  readonly ram: ReadonlyMap<string, StoredTree>;
  readonly disks: ReadonlyMap<string, StoredTree>;
  /** Where all its pages and nodes are: perhaps beside others. */
  readonly packs: readonly PackReference[];
  readonly #packs: Packs;
  #contents: Promise<Contents> | undefined;

  constructor(packs: Packs, manifest: Manifest) {
    this.id = manifest.id;
    this.state = Object.fromEntries(Object.entries(manifest.state).filter(([name]) => name !== 'ram' && name !== 'disks'));
    this.packs = manifest.packs;
    this.#packs = packs;
    this.ram = this.#trees('ram', manifest.ram);
    this.disks = this.#trees('disk', manifest.disks);
  }

  /** The packs' indexes, read once. @throws NotFound, Damaged */
  async contents(): Promise<Contents> {
    this.#contents ??= Contents.open(this.#packs, this.packs);
    try {
      return await this.#contents;
    } catch (error) {
      this.#contents = undefined;
      throw error;
    }
  }

  /** All of it, to restore a run from. @throws Damaged */
  async read(): Promise<SavedPages> {
    const ram = new Map<string, Pages>();
    for (const [name, tree] of this.ram) ram.set(name, await readPages(tree));
    const disks = new Map<string, Pages>();
    for (const [name, tree] of this.disks) disks.set(name, await readPages(tree));
    return { state: this.state, ram, disks };
  }

  #trees(kind: string, trees: Manifest['ram']): ReadonlyMap<string, StoredTree> {
    const about = (problem: Damaged): Damaged => new Damaged(`snapshot ${this.id}: ${problem.message}`, problem.key ?? '', problem.hash, { cause: problem });
    return new Map([...trees].map(([name, tree]) => [name, new StoredTree(`${kind} '${name}'`, tree, () => this.contents(), about)]));
  }
}

/** Those that are not zeros; of a disk, all that were written. */
async function readPages(tree: StoredTree): Promise<Pages> {
  const pages = new Map<number, Uint8Array>();
  for (const page of tree.written ?? []) pages.set(page, new Uint8Array(PAGE_BYTES));
  for await (const { page, bytes } of tree.pages()) pages.set(page, bytes);
  return pages;
}

/**
 * The snapshot of an id.
 * @throws NotFound if there is none, Damaged if it is not what was stored, UnknownFormat if it is of a later version
 */
export async function readSnapshot(packs: Packs, id: string): Promise<Snapshot> {
  const key = snapshotKey(id);
  const read = async (): Promise<Manifest> => decodeManifest(await packs.store.get(key, { offset: 0, length: MAX_MANIFEST_BYTES + 1 }), id);
  try {
    return new Snapshot(packs, await read());
  } catch (error) {
    if (!(error instanceof Damaged) && !(error instanceof UnknownFormat)) throw error;
    return new Snapshot(packs, await read()); // it may have been changed on the way
  }
}
