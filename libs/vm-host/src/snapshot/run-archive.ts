import { PAGE_SIZE } from '@reprise/memory';
import { PackSink, PageSet, type Packs, readSnapshot, sha256, type Snapshot, writeSnapshot } from '@reprise/store';
import { HASH_BYTES, isZero, PageTree } from '@reprise/tree';
import type { Tree } from '@reprise/vmstate';
import type { Command, DiskHashes, OpenedState, TakenState } from './messages.ts';
import { PageCollector } from './page-collector.ts';
import { PagePlacer } from './page-placer.ts';
import type { Answer, Question } from './questions.ts';
import { sharedPages } from './shared-pages.ts';
import type { BlockPlace } from './shared-state.ts';
import { StoredMemory } from './stored-memory.ts';
import { TreeUpdates } from './tree-updates.ts';
import type { Turns } from './turns.ts';

type Attached = Extract<Command, { readonly kind: 'attach' }>;
type Taking = Extract<Command, { readonly kind: 'take' }>;

/** The trees of a run as they were at its last snapshot. */
interface Trees {
  readonly ram: ReadonlyMap<string, PageTree>;
  readonly disks: ReadonlyMap<string, { readonly tree: PageTree; readonly written: Set<number> }>;
}

/** Pages and nodes taken into an index before others have their turn. */
const INDEXED_AT_ONCE = 1000;

/** What is stored of one run, and how more of it comes to be: the snapshot thread's side. One call at a time. */
export class RunArchive {
  readonly #packs: Packs;
  readonly #turns: Turns;
  readonly #blocks: readonly BlockPlace[];
  readonly #collector: PageCollector;
  readonly #placer: PagePlacer;
  #configuration: Tree = null;
  #trees: Promise<Trees>;
  /** The snapshot that the run goes on from. */
  #parent: Snapshot | undefined;
  /** That which it may be put to. */
  #opened: { readonly snapshot: Snapshot; readonly trees: Promise<Trees> } | undefined;
  #memory: StoredMemory | undefined;

  constructor(packs: Packs, turns: Turns, { memory, blocks, shared }: Attached) {
    this.#packs = packs;
    this.#turns = turns;
    this.#blocks = blocks;
    this.#collector = new PageCollector(memory, shared, blocks);
    this.#placer = new PagePlacer(memory, shared);
    this.#trees = Promise.resolve({ ram: new Map(blocks.map(({ name, pages }) => [name, new PageTree(pages, sha256)])), disks: new Map() });
  }

  /** What the state of the run is to have as its configuration; with its disks, if nothing of it is stored. */
  describe(configuration: Tree, disks: readonly DiskHashes[] | undefined): void {
    this.#configuration = configuration;
    if (!disks) return;
    const trees = new Map(disks.map((disk) => [disk.name, { tree: treeOf(disk), written: new Set<number>() }]));
    this.#trees = this.#trees.then(({ ram }) => ({ ram, disks: trees }));
  }

  /** Finds a snapshot. @throws StoreError */
  async open(id: string): Promise<OpenedState> {
    const snapshot = await readSnapshot(this.#packs, id);
    const trees = this.#loadTrees(snapshot);
    trees.catch(() => undefined); // they are begun; what is wrong is seen to when they are needed
    this.#opened = { snapshot, trees };
    return {
      state: snapshot.state,
      ram: [...snapshot.ram].map(([name, { top }]) => ({ name, top })),
      disks: [...snapshot.disks].map(([name, { top, written }]) => ({ name, top, written: Uint32Array.from(written ?? []) })),
    };
  }

  /**
   * The run is where the snapshot is that was opened: brings its memory, all of it if `readAhead`. False if not all was brought.
   * @throws StoreError where it cannot be had
   */
  async fill(readAhead: boolean): Promise<boolean> {
    if (!this.#opened) throw new Error('no snapshot was opened');
    const { snapshot, trees } = this.#opened;
    this.stopFilling();
    this.#opened = undefined;
    this.#parent = snapshot;
    this.#trees = trees;
    this.#memory = new StoredMemory(snapshot, this.#blocks, this.#placer, this.#turns);
    return readAhead ? this.#memory.fill(this.#trees) : this.#memory.prepare(this.#trees);
  }

  /** The VM wants no more of what it was restored from than it asks for. */
  stopFilling(): void {
    this.#memory?.cancel();
  }

  async answer(question: Question): Promise<Answer> {
    return this.#memory?.answer(question) ?? { kind: 'failed', message: 'the run was not restored' };
  }

  /** Takes the pages that wait, and stores the state that they make. @throws StoreError, SnapshotAbandoned; then they are wanted again */
  async take({ state, wanted, disks }: Taking): Promise<TakenState> {
    const sink = new PackSink(this.#packs);
    const stored = await this.#parent?.contents();
    const isStored = (hash: Uint8Array): boolean => stored?.has(hash) ?? false;
    const ram = new TreeUpdates();
    await this.#collect(wanted, ram, async (hash, bytes) => {
      if (!isStored(hash)) await sink.add(hash, bytes);
    });
    const trees = await this.#trees;
    for (const { name, first } of this.#blocks) ram.applyTo(expectTree(trees.ram.get(name), name), first);
    for (const { name, pages } of disks) {
      const disk = trees.disks.get(name);
      const tree = expectTree(disk?.tree, name);
      for (const { page, bytes } of sharedPages(pages)) {
        const hash = hashOf(bytes, tree);
        if (!tree.shape.isZero(0, hash) && !isStored(hash)) await sink.add(hash, bytes);
        tree.setHash(page, hash);
        disk?.written.add(page);
        await this.#turns.next();
      }
    }
    const noPage = (): undefined => undefined; // all are in the sink
    const source = {
      state: { ...state, configuration: this.#configuration },
      ram: new Map([...trees.ram].map(([name, tree]) => [name, { tree, page: noPage }])),
      disks: new Map([...trees.disks].map(([name, { tree, written }]) => [name, { tree, page: noPage, written: PageSet.of(written) }])),
    };
    const written = await writeSnapshot(this.#packs, source, { sink, ...(this.#parent && { parent: this.#parent }) });
    this.#parent = written.snapshot;
    return { id: written.snapshot.id, entries: written.entries, bytes: written.bytes };
  }

  async #loadTrees(snapshot: Snapshot): Promise<Trees> {
    const { index } = await snapshot.contents();
    while (index.prepare(INDEXED_AT_ONCE)) await this.#turns.next();
    const [ram, disks] = [new Map<string, PageTree>(), new Map<string, { tree: PageTree; written: Set<number> }>()];
    for (const [name, tree] of snapshot.ram) ram.set(name, await tree.load());
    for (const [name, tree] of snapshot.disks) disks.set(name, { tree: await tree.load(), written: new Set(tree.written) });
    return { ram, disks };
  }

  async #collect(wanted: number, updates: TreeUpdates, store: (hash: Uint8Array, bytes: Uint8Array) => Promise<void>): Promise<void> {
    const collector = this.#collector;
    const page = new Uint8Array(PAGE_SIZE);
    collector.begin(wanted);
    while (!collector.isDone) {
      const host = collector.take(page);
      if (host < 0) await this.#turns.pass();
      else if (isZero(page)) updates.addZeros(host);
      else {
        const hash = sha256(page);
        updates.add(host, hash);
        await store(hash, page);
      }
      await this.#turns.next();
    }
  }
}

function treeOf({ hashes }: DiskHashes): PageTree {
  const tree = new PageTree(hashes.length / HASH_BYTES, sha256);
  for (let page = 0; page < tree.pages; page++) tree.setHash(page, hashes.slice(page * HASH_BYTES, (page + 1) * HASH_BYTES));
  return tree;
}

const hashOf = (bytes: Uint8Array, tree: PageTree): Uint8Array => (isZero(bytes) ? tree.shape.zero(0) : sha256(bytes));

function expectTree(tree: PageTree | undefined, name: string): PageTree {
  if (!tree) throw new Error(`the run has no memory '${name}'`);
  return tree;
}
