import { FANOUT, HASH_BYTES, type NodePlace, PAGE_BYTES, PageTree, type TreeShape } from '@reprise/tree';
import { Damaged } from '../errors.ts';
import { sha256 } from '../hash.ts';
import type { Contents, Wanted } from './contents.ts';
import type { TreeReference } from './manifest.ts';
import type { PageSet } from './page-set.ts';
import type { NodeReference, TreeNodes } from './tree-nodes.ts';

/** Nodes that `load` takes in at most: those of 32 GiB without zeros. */
export const MAX_LOADED_NODES = 2 ** 16 + 2 ** 9;

/** A page with its bytes. */
export interface StoredPage {
  readonly page: number;
  readonly bytes: Uint8Array;
}

/** One memory of a snapshot: its pages by number, read when they are asked for, through the nodes above them. */
export class StoredTree implements TreeNodes {
  /** `ram riscv_virt_board.ram`: for messages. */
  readonly name: string;
  readonly shape: TreeShape;
  readonly top: Uint8Array;
  /** Of a disk: the pages that are kept. The others are those of its image. */
  readonly written: PageSet | undefined;
  readonly #contents: () => Promise<Contents>;
  readonly #about: (problem: Damaged) => Damaged;

  /** @param about puts into a Damaged what it damages */
  constructor(name: string, { shape, top, written }: TreeReference, contents: () => Promise<Contents>, about: (problem: Damaged) => Damaged) {
    this.name = name;
    this.shape = shape;
    this.top = top;
    this.written = written;
    this.#contents = contents;
    this.#about = about;
  }

  /** Is the page kept here? One of a disk that the guest has not written is not. */
  has(page: number): boolean {
    return this.written?.has(page) ?? true;
  }

  /** The hash of a page. @throws Damaged */
  async pageHash(page: number): Promise<Uint8Array> {
    this.shape.checkPage(page);
    return this.#naming(`page ${page}`, async () => {
      let hash = this.top;
      for (let { height: level } = this.shape; level > 0; level--) {
        if (this.shape.isZero(level, hash)) return this.shape.zero(0);
        const node = await (await this.#contents()).read(hash);
        const child = this.shape.childOf(level, page);
        hash = node.subarray(child * HASH_BYTES, (child + 1) * HASH_BYTES);
      }
      return hash;
    });
  }

  /**
   * The 4 KiB of a page.
   * @throws Damaged; RangeError for a page that is not kept here
   */
  async page(page: number): Promise<Uint8Array> {
    if (!this.has(page)) throw new RangeError(`page ${page} of ${this.name} is that of its image`);
    const hash = await this.pageHash(page);
    if (this.shape.isZero(0, hash)) return new Uint8Array(PAGE_BYTES);
    return this.#naming(`page ${page}`, async () => (await this.#contents()).read(hash));
  }

  async nodes(level: number, wanted: readonly NodeReference[]): Promise<ReadonlyMap<number, Uint8Array>> {
    return this.#naming(`nodes of level ${level}`, async () => {
      const nodes = new Map<number, Uint8Array>();
      const contents = await this.#contents();
      for await (const { use, bytes } of contents.readMany(wanted.map(({ index, hash }) => ({ hash, use: index })))) nodes.set(use, bytes);
      return nodes;
    });
  }

  /**
   * The tree with all its nodes, so that pages can change and the root follows.
   * @throws Damaged; RangeError if it has more than MAX_LOADED_NODES
   */
  load(): Promise<PageTree> {
    return this.#load(() => true);
  }

  /**
   * All pages kept here that are not zeros, in the order in which they were put in packs: what was touched first, first. Those that hold the
   * same may be the same bytes. With `tree`, what `load` gave, its nodes are not read again.
   * @throws Damaged
   */
  async *pages(tree?: PageTree): AsyncGenerator<StoredPage> {
    const { written } = this;
    const loaded = tree ?? (await this.#load((start, end) => written?.hasAny(start, end) ?? true));
    try {
      for await (const { use: page, bytes } of (await this.#contents()).readMany(this.keptPages(loaded))) yield { page, bytes };
    } catch (error) {
      throw error instanceof Damaged ? this.#about(error) : error;
    }
  }

  /** The pages kept here that are not zeros, with their hashes, given the tree with the nodes above them. */
  *keptPages(tree: PageTree): Generator<Wanted<number>> {
    for (const page of this.written ?? nonZeroPages(tree)) {
      const hash = tree.pageHash(page);
      if (!this.shape.isZero(0, hash)) yield { hash, use: page };
    }
  }

  /** With the nodes above those pages (from .. up to, not including, ..) that are wanted. */
  async #load(isWanted: (start: number, end: number) => boolean): Promise<PageTree> {
    const tree = PageTree.stored(this.shape.pages, this.top, sha256);
    let loaded = 0;
    for (;;) {
      const missing: NodePlace[] = [];
      for (const place of tree.missing()) {
        const { level, index } = place;
        if (!isWanted(index * FANOUT ** level, (index + 1) * FANOUT ** level)) continue;
        if (loaded + missing.push(place) > MAX_LOADED_NODES) throw new RangeError(`${this.name} has more than ${MAX_LOADED_NODES} nodes: too many to be loaded`);
      }
      const level = missing[0]?.level;
      if (level === undefined) return tree;
      loaded += missing.length;
      for (const [index, bytes] of await this.nodes(level, missing)) tree.setNode(level, index, bytes);
    }
  }

  async #naming<T>(what: string, action: () => Promise<T>): Promise<T> {
    try {
      return await action();
    } catch (error) {
      if (!(error instanceof Damaged)) throw error;
      throw this.#about(new Damaged(`${what} of ${this.name}: ${error.message}`, error.key ?? '', error.hash, { cause: error }));
    }
  }
}

/** Pages under nodes that are not of zeros, and perhaps a few of zeros. */
function* nonZeroPages(tree: PageTree, level = tree.shape.height, index = 0): Generator<number> {
  if (level === 0) yield index;
  else if (tree.node(level, index)) {
    const end = Math.min((index + 1) * FANOUT, tree.shape.count(level - 1));
    for (let child = index * FANOUT; child < end; child++) yield* nonZeroPages(tree, level - 1, child);
  }
}
