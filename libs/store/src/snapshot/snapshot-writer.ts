import { PAGE_BYTES, PageTree } from '@reprise/tree';
import type { TreeMap } from '@reprise/vmstate';
import { sha256 } from '../hash.ts';
import type { Packs } from '../pack/packs.ts';
import { PageSet } from './page-set.ts';
import type { Pages, Snapshot } from './snapshot.ts';
import { type WriteSnapshotOptions, type WrittenSnapshot, writeSnapshot } from './write-snapshot.ts';

/** A run as `Run.save` gives it: whole, or what was written since the last time. */
export interface SavedChanges {
  readonly state: TreeMap;
  readonly ram: ReadonlyMap<string, Pages>;
  readonly disks: ReadonlyMap<string, Pages>;
}

/** The contents that a disk starts with. */
export interface DiskImage {
  /** Bytes. */
  readonly size: number;
  /** Fills `into` from `offset` on; beyond the end it is zeros. */
  read(offset: number, into: Uint8Array): void;
}

/** The memories of a machine: pages of each block of RAM, and the image of each disk. */
export interface MachineMemory {
  readonly ram: ReadonlyMap<string, number>;
  readonly disks: ReadonlyMap<string, DiskImage>;
}

interface Memory {
  readonly tree: PageTree;
  /** Changed and not stored yet, in the order in which they first came. */
  readonly pending: Map<number, Uint8Array>;
  /** Of a disk: pages that the guest has written. */
  readonly written: Set<number>;
}

/**
 * Stores one snapshot of a run after the other. It keeps the hash trees, so that each costs what has changed; what could not be stored stays
 * with it until the next time.
 */
export class SnapshotWriter {
  readonly #packs: Packs;
  readonly #options: Omit<WriteSnapshotOptions, 'parent' | 'sink'>;
  readonly #ram: ReadonlyMap<string, Memory>;
  readonly #disks: ReadonlyMap<string, Memory>;
  #parent: Snapshot | undefined;

  private constructor(
    packs: Packs, ram: ReadonlyMap<string, Memory>, disks: ReadonlyMap<string, Memory>, parent: Snapshot | undefined,
    options: Omit<WriteSnapshotOptions, 'parent' | 'sink'>,
  ) {
    this.#packs = packs;
    this.#ram = ram;
    this.#disks = disks;
    this.#parent = parent;
    this.#options = options;
  }

  /** For a run of which nothing is stored: the first `write` takes all of it. Reads the images of the disks. */
  static begin(packs: Packs, { ram, disks }: MachineMemory, options: Omit<WriteSnapshotOptions, 'parent' | 'sink'> = {}): SnapshotWriter {
    const ofRam = [...ram].map(([name, pages]): [string, Memory] => [name, memoryOf(new PageTree(pages, sha256))]);
    const ofDisks = [...disks].map(([name, image]): [string, Memory] => [name, memoryOf(treeOfImage(image))]);
    return new SnapshotWriter(packs, new Map(ofRam), new Map(ofDisks), undefined, options);
  }

  /** For a run that goes on from a snapshot: `write` takes what has changed since. @throws Damaged */
  static async resume(packs: Packs, snapshot: Snapshot, options: Omit<WriteSnapshotOptions, 'parent' | 'sink'> = {}): Promise<SnapshotWriter> {
    const [ram, disks] = [new Map<string, Memory>(), new Map<string, Memory>()];
    for (const [name, tree] of snapshot.ram) ram.set(name, memoryOf(await tree.load()));
    for (const [name, tree] of snapshot.disks) disks.set(name, memoryOf(await tree.load(), tree.written));
    return new SnapshotWriter(packs, ram, disks, snapshot, options);
  }

  /** The snapshot written last, or resumed from. */
  get last(): Snapshot | undefined {
    return this.#parent;
  }

  /**
   * Stores the run as it is when `changes`, all that was written since the last call, are taken in. They are not to be changed until it is
   * done. One call at a time.
   * @throws the errors of writeSnapshot, after which the next call may succeed, and need not be given the same again
   */
  async write({ state, ram, disks }: SavedChanges): Promise<WrittenSnapshot> {
    for (const [name, memory] of this.#ram) takeIn(memory, name, ram.get(name));
    for (const [name, memory] of this.#disks) {
      takeIn(memory, name, disks.get(name));
      for (const page of disks.get(name)?.keys() ?? []) memory.written.add(page);
    }
    const source = {
      state,
      ram: new Map([...this.#ram].map(([name, memory]) => [name, sourceOf(memory)])),
      disks: new Map([...this.#disks].map(([name, memory]) => [name, { ...sourceOf(memory), written: PageSet.of(memory.written) }])),
    };
    const written = await writeSnapshot(this.#packs, source, { ...this.#options, ...(this.#parent ? { parent: this.#parent } : {}) });
    for (const { pending } of [...this.#ram.values(), ...this.#disks.values()]) pending.clear();
    this.#parent = written.snapshot;
    return written;
  }
}

const memoryOf = (tree: PageTree, written: Iterable<number> = []): Memory => ({ tree, pending: new Map(), written: new Set(written) });

const sourceOf = ({ tree, pending }: Memory) => ({ tree, order: pending.keys(), page: (page: number) => pending.get(page) });

function takeIn({ tree, pending }: Memory, name: string, pages: Pages | undefined): void {
  if (!pages) throw new RangeError(`the pages of '${name}' are not given`);
  for (const [page, bytes] of pages) {
    tree.update(page, bytes);
    pending.set(page, bytes);
  }
}

function treeOfImage(image: DiskImage): PageTree {
  const { size } = image;
  const tree = new PageTree(Math.max(1, Math.ceil(size / PAGE_BYTES)), sha256);
  const buffer = new Uint8Array(PAGE_BYTES);
  for (let page = 0; page < tree.pages; page++) {
    buffer.fill(0);
    image.read(page * PAGE_BYTES, buffer.subarray(0, Math.min(PAGE_BYTES, size - page * PAGE_BYTES)));
    tree.update(page, buffer);
  }
  return tree;
}
