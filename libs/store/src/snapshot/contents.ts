import { Damaged } from '../errors.ts';
import { hexOf } from '../hash.ts';
import { ContentIndex } from '../pack/content-index.ts';
import { packKey, type PackReference } from '../pack/pack-format.ts';
import type { Packs } from '../pack/packs.ts';

/** A page or node to be read, and what it is to the reader. */
export interface Wanted<T> {
  readonly hash: Uint8Array;
  readonly use: T;
}

/** Packs whose indexes are read at a time. */
const OPEN_AT_ONCE = 8;

/** The pages and nodes in some packs, by hash. */
export class Contents {
  readonly index = new ContentIndex();
  readonly #packs: Packs;

  private constructor(packs: Packs) {
    this.#packs = packs;
  }

  /** Reads the indexes of the packs. @throws NotFound, Damaged */
  static async open(packs: Packs, references: readonly PackReference[]): Promise<Contents> {
    const contents = new Contents(packs);
    for (let at = 0; at < references.length; at += OPEN_AT_ONCE) {
      const readers = await Promise.all(references.slice(at, at + OPEN_AT_ONCE).map((reference) => packs.open(reference)));
      for (const [number, { index }] of readers.entries()) {
        const { id, size, footer } = references[at + number] ?? index.reference;
        if (index.size !== size || index.bytes.length !== footer) throw new Damaged(`pack ${id}: it is of another size than the snapshot says`, packKey(id));
        contents.index.add(index);
      }
    }
    return contents;
  }

  has(hash: Uint8Array): boolean {
    return this.index.find(hash) !== undefined;
  }

  /** @throws Damaged if it is in none of the packs, or not as it was stored */
  async read(hash: Uint8Array): Promise<Uint8Array> {
    const { pack, position } = this.#find(hash);
    return (await this.#packs.open(pack.reference)).read(position);
  }

  /** Reads much with few requests: pack after pack, in the order in which things stand in them. What is wanted twice comes twice. */
  async *readMany<T>(wanted: Iterable<Wanted<T>>): AsyncGenerator<{ readonly use: T; readonly bytes: Uint8Array }> {
    const byPack = new Map<string, Map<number, T[]>>();
    for (const { hash, use } of wanted) {
      const { pack, position } = this.#find(hash);
      const positions = byPack.get(pack.id) ?? new Map<number, T[]>();
      byPack.set(pack.id, positions);
      const uses = positions.get(position);
      if (uses) uses.push(use);
      else positions.set(position, [use]);
    }
    for (const { id, reference } of this.index.packs) {
      const positions = byPack.get(id);
      if (!positions) continue;
      const reader = await this.#packs.open(reference);
      for await (const { position, bytes } of reader.readMany([...positions.keys()].sort((a, b) => a - b))) {
        for (const use of positions.get(position) ?? []) yield { use, bytes };
      }
    }
  }

  #find(hash: Uint8Array): { readonly pack: ContentIndex['packs'][number]; readonly position: number } {
    const place = this.index.find(hash);
    if (place) return place;
    const hex = hexOf(hash);
    throw new Damaged(`${hex} is in none of the ${this.index.packs.length} packs`, 'packs', hex);
  }
}
