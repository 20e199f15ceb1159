import { HashIndex } from './hash-index.ts';
import type { PackIndex } from './pack-format.ts';

/** Where a page or node is kept. */
export interface ContentPlace {
  readonly pack: PackIndex;
  readonly position: number;
}

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

  get packs(): readonly PackIndex[] {
    return [...this.#packs.values()];
  }

  /** Adds all that is in a pack, unless it was added before. */
  add(pack: PackIndex): void {
    if (this.#packs.has(pack.id)) return;
    this.#packs.set(pack.id, pack);
    this.#order.push({ pack, first: this.#count });
    this.#count += pack.entries;
    for (let entry = this.#count - pack.entries; entry < this.#count; entry++) this.#entries.add(entry);
  }

  find(hash: Uint8Array): ContentPlace | undefined {
    const entry = this.#entries.find(hash);
    return entry === undefined ? undefined : this.#locate(entry);
  }

  #locate(entry: number): ContentPlace {
    let [low, high] = [0, this.#order.length];
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if ((this.#order[middle]?.first ?? 0) <= entry) low = middle;
      else high = middle;
    }
    const found = this.#order[low];
    if (!found) throw new RangeError(`there is no entry ${entry}`);
    return { pack: found.pack, position: entry - found.first };
  }
}
