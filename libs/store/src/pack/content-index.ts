import { HashIndex } from './hash-index.ts';
import type { PackIndex } from './pack-format.ts';

/** Where a page or node is kept. */
export interface ContentPlace {
  readonly pack: PackIndex;
  readonly position: number;
}

/** So often packs are looked through from end to end before it pays to index them. */
const LOOKS = 256;

/** Finds pages and nodes in many packs. What is in several packs is found in that which was added first. */
export class ContentIndex {
  readonly #packs = new Map<string, PackIndex>();
  /** The packs in order, and the number of each one's first entry, entries of all packs being counted through. */
  readonly #order: { readonly pack: PackIndex; readonly first: number }[] = [];
  readonly #entries = new HashIndex((entry) => {
    const { pack, position } = this.#locate(entry);
    return pack.hashAt(position);
  });
  #count = 0;
  /** How many of the packs, in order, are in `#entries`; and how many entries of the next one. */
  #indexed = 0;
  #next = 0;
  #looks = 0;

  get packs(): readonly PackIndex[] {
    return [...this.#packs.values()];
  }

  /** Adds all that is in a pack, unless it was added before. */
  add(pack: PackIndex): void {
    if (this.#packs.has(pack.id)) return;
    this.#packs.set(pack.id, pack);
    this.#order.push({ pack, first: this.#count });
    this.#count += pack.entries;
  }

  find(hash: Uint8Array): ContentPlace | undefined {
    if (this.#indexed < this.#order.length && this.#looks++ >= LOOKS) this.prepare(Infinity);
    const entry = this.#entries.find(hash);
    return entry === undefined ? this.#look(hash) : this.#locate(entry);
  }

  /**
   * Does a part of the work, of so many entries at most, that makes it fast to find many things. False when all is done. Without it, it is
   * done at once when it pays.
   */
  prepare(entries: number): boolean {
    let left = entries;
    for (; left > 0 && this.#indexed < this.#order.length; this.#indexed++, this.#next = 0) {
      const { pack, first } = this.#packAt(this.#indexed);
      this.#entries.reserve(this.#count - first - this.#next);
      const end = Math.min(pack.entries, this.#next + left);
      left -= end - this.#next;
      for (; this.#next < end; this.#next++) this.#entries.add(first + this.#next, pack.hashAt(this.#next));
      if (end < pack.entries) break;
    }
    return this.#indexed < this.#order.length;
  }

  #packAt(at: number): { readonly pack: PackIndex; readonly first: number } {
    const found = this.#order[at];
    if (!found) throw new RangeError(`there is no pack ${at}`);
    return found;
  }

  /** Goes through the packs that are not indexed. */
  #look(hash: Uint8Array): ContentPlace | undefined {
    for (let at = this.#indexed; at < this.#order.length; at++) {
      const { pack } = this.#packAt(at);
      const position = pack.positionOf(hash);
      if (position !== undefined) return { pack, position };
    }
    return undefined;
  }

  #locate(entry: number): ContentPlace {
    let [low, high] = [0, this.#order.length];
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if ((this.#order[middle]?.first ?? 0) <= entry) low = middle;
      else high = middle;
    }
    const { pack, first } = this.#packAt(low);
    return { pack, position: entry - first };
  }
}
