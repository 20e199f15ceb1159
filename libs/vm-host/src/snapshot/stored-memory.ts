import type { Snapshot, StoredTree } from '@reprise/store';
import { FANOUT, HASH_BYTES, type PageTree } from '@reprise/tree';
import type { PagePlacer } from './page-placer.ts';
import type { Answer, Question } from './questions.ts';
import type { BlockPlace } from './shared-state.ts';
import type { Turns } from './turns.ts';

/**
 * The memory of a restored run, as far as it is not there yet: the snapshot thread's side. It answers what the VM asks for, and meanwhile
 * brings everything in the order in which it was put in packs: what was touched first, first.
 */
export class StoredMemory {
  readonly #snapshot: Snapshot;
  readonly #blocks: readonly BlockPlace[];
  readonly #placer: PagePlacer;
  readonly #turns: Turns;
  /** Of RAM, by block, once they are loaded. Pages that are absent have the hashes that they have in the snapshot. */
  #trees: ReadonlyMap<string, PageTree> | undefined;
  #isCancelled = false;

  constructor(snapshot: Snapshot, blocks: readonly BlockPlace[], placer: PagePlacer, turns: Turns) {
    this.#snapshot = snapshot;
    this.#blocks = blocks;
    this.#placer = placer;
    this.#turns = turns;
  }

  /** Nobody wants it any more. */
  cancel(): void {
    this.#isCancelled = true;
  }

  async answer(question: Question): Promise<Answer> {
    try {
      return { kind: 'bytes', bytes: await this.#find(question) };
    } catch (error) {
      return { kind: 'failed', message: error instanceof Error ? error.message : String(error) };
    }
  }

  /** Brings nothing but what is asked for. @throws StoreError */
  async prepare(trees: Promise<{ readonly ram: ReadonlyMap<string, PageTree> }>): Promise<false> {
    const { ram } = await trees;
    this.#trees = ram;
    await this.#placeZeros(ram);
    return false;
  }

  /** Brings all of RAM; false if it was cancelled. @throws StoreError where a page cannot be had; others can still be asked for */
  async fill(trees: Promise<{ readonly ram: ReadonlyMap<string, PageTree> }>): Promise<boolean> {
    await this.prepare(trees);
    const { ram } = await trees;
    const contents = await this.#snapshot.contents();
    for await (const { use: page, bytes } of contents.readMany(this.#absent(ram))) {
      if (this.#isCancelled) return false;
      this.#placer.place(page, bytes);
      await this.#turns.next();
    }
    return !this.#isCancelled;
  }

  async #find(question: Question): Promise<readonly Uint8Array[]> {
    switch (question.kind) {
      case 'page':
        await this.#findPage(question.page);
        return [];
      case 'disk-page':
        return [await expectTree(this.#snapshot.disks, question.disk).page(question.page)];
      case 'nodes': {
        const { places } = question;
        const tree = expectTree(this.#snapshot[question.memory], question.name);
        const found = new Map<number, ReadonlyMap<number, Uint8Array>>();
        for (const level of new Set(places.map((place) => place.level))) found.set(level, await tree.nodes(level, places.filter((place) => place.level === level)));
        return places.map(({ level, index }) => found.get(level)?.get(index) ?? new Uint8Array());
      }
    }
  }

  async #findPage(host: number): Promise<void> {
    const block = this.#blocks.find(({ first, pages }) => host >= first && host < first + pages);
    if (!block) throw new RangeError(`host page ${host} is in no block of RAM`);
    const stored = expectTree(this.#snapshot.ram, block.name);
    const page = host - block.first;
    if (!this.#placer.isAbsent(host)) return;
    const hash = this.#trees?.get(block.name)?.pageHash(page) ?? (await stored.pageHash(page));
    if (stored.shape.isZero(0, hash)) return this.#placer.place(host, null);
    const contents = await this.#snapshot.contents();
    this.#placer.place(host, await contents.read(hash).catch(() => stored.page(page))); // whose error says which page it is
  }

  /** Pages of zeros are there without being put: memory is zeros. */
  async #placeZeros(trees: ReadonlyMap<string, PageTree>): Promise<void> {
    for (const { name, first } of this.#blocks) {
      const tree = expectTree(trees, name);
      const zero = tree.shape.zero(0);
      for (let index = 0; index < tree.shape.count(1); index++) {
        const node = tree.node(1, index);
        const start = index * FANOUT;
        const end = Math.min(tree.pages, start + FANOUT);
        if (!node) this.#placer.placeZeros(first + start, first + end);
        else for (let page = start; page < end; page++) if (isHash(node, page - start, zero)) this.#placer.place(first + page, null);
        await this.#turns.next();
      }
    }
  }

  *#absent(trees: ReadonlyMap<string, PageTree>): Generator<{ readonly hash: Uint8Array; readonly use: number }> {
    for (const { name, first, pages } of this.#blocks) {
      const tree = expectTree(trees, name);
      for (const page of this.#placer.absent(first, first + pages)) yield { hash: tree.pageHash(page - first), use: page };
    }
  }
}

function isHash(node: Uint8Array, child: number, hash: Uint8Array): boolean {
  const start = child * HASH_BYTES;
  for (let at = 0; at < HASH_BYTES; at++) if (node[start + at] !== hash[at]) return false;
  return true;
}

function expectTree<T extends StoredTree | PageTree>(trees: ReadonlyMap<string, T>, name: string): T {
  const tree = trees.get(name);
  if (!tree) throw new RangeError(`the snapshot has no memory '${name}'`);
  return tree;
}
