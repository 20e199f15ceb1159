import { ContentIndex } from './content-index.ts';
import type { PackReference } from './pack-format.ts';
import { PackWriter } from './pack-writer.ts';
import type { Packs } from './packs.ts';

/** Bytes of frames in a pack before the next one is begun. */
const FULL_BYTES = 64 << 20;
/** Packs on their way to the store before the next one waits. */
const UNDER_WAY = 4;

/**
 * Puts pages and nodes in packs, in the order in which they come. A pack that is full goes to the store while the next one is filled. After
 * an error it is of no more use.
 */
export class PackSink {
  readonly #packs: Packs;
  readonly #done: PackReference[] = [];
  readonly #stored = new ContentIndex();
  readonly #underWay: Promise<unknown>[] = [];
  #writer = new PackWriter();
  #entries = 0;
  #bytes = 0;

  constructor(packs: Packs) {
    this.#packs = packs;
  }

  /** Entries in all. */
  get entries(): number {
    return this.#entries + this.#writer.entries;
  }

  /** Bytes of the packs that are done. */
  get bytes(): number {
    return this.#bytes;
  }

  has(hash: Uint8Array): boolean {
    return this.#writer.has(hash) || this.#stored.find(hash) !== undefined;
  }

  /** @throws the errors of `ObjectStore.put`, which may be those of a pack before */
  async add(hash: Uint8Array, bytes: Uint8Array): Promise<void> {
    if (this.has(hash)) return;
    if (this.#writer.isFull || this.#writer.size >= FULL_BYTES) await this.#close();
    this.#writer.add(hash, bytes);
  }

  /** Waits until all is in the store, and answers which packs hold what was added. @throws the errors of `ObjectStore.put` */
  async finish(): Promise<readonly PackReference[]> {
    if (this.#writer.entries > 0) await this.#close();
    await Promise.all(this.#underWay.splice(0));
    return this.#done;
  }

  async #close(): Promise<void> {
    const pack = this.#writer.finish();
    const { index } = pack;
    this.#done.push(index.reference);
    this.#stored.add(index);
    this.#entries += index.entries;
    this.#bytes += index.size;
    this.#writer = new PackWriter();
    const putting = this.#packs.add(pack);
    putting.catch(() => undefined); // it is seen to when it is waited for
    this.#underWay.push(putting);
    if (this.#underWay.length >= UNDER_WAY) await this.#underWay.shift();
  }
}
