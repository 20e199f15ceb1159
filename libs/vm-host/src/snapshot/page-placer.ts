import { PAGE_SIZE } from '@reprise/memory';
import { Presence, type SharedBuffers } from './shared-state.ts';

/** Four pages at once. */
const FOUR_PRESENT = 0;
const FOUR_ABSENT = Presence.ABSENT * 0x0101_0101;

/** Puts pages of a stored run in place, each once, from the thread that reads them. */
export class PagePlacer {
  readonly #memory: Uint8Array;
  readonly #presence: Uint8Array;
  readonly #words: Int32Array;

  constructor(memory: SharedArrayBuffer, { presence }: SharedBuffers) {
    this.#memory = new Uint8Array(memory);
    this.#presence = new Uint8Array(presence);
    this.#words = new Int32Array(presence);
  }

  isAbsent(page: number): boolean {
    const presence = Atomics.load(this.#presence, page);
    return presence === Presence.ABSENT || presence === Presence.STALE;
  }

  /** Puts the 4 KiB of a host page in place, unless they are, or nobody wants them any more. null = zeros. */
  place(page: number, bytes: Uint8Array | null): void {
    const presence = Atomics.load(this.#presence, page);
    if (presence !== Presence.ABSENT && presence !== Presence.STALE) return;
    if (Atomics.compareExchange(this.#presence, page, presence, Presence.FILLING) !== presence) return;
    if (bytes) this.#memory.set(bytes, page * PAGE_SIZE);
    else if (presence === Presence.STALE) this.#memory.fill(0, page * PAGE_SIZE, (page + 1) * PAGE_SIZE);
    Atomics.store(this.#presence, page, Presence.PRESENT);
  }

  /** The host pages from `first` up to, not including, `end` are zeros. */
  placeZeros(first: number, end: number): void {
    for (let page = first; page < end; page++) {
      while (page % 4 === 0 && page + 4 <= end && this.#placeFour(page)) page += 4;
      if (page < end) this.place(page, null);
    }
  }

  /** The host pages from `first` up to, not including, `end` that are not there. */
  *absent(first: number, end: number): Generator<number> {
    for (let page = first; page < end; page++) {
      while (page % 4 === 0 && page + 4 <= end && Atomics.load(this.#words, page / 4) === FOUR_PRESENT) page += 4;
      if (page < end && this.isAbsent(page)) yield page;
    }
  }

  /** Where memory is zeros already, nothing has to be put: the VM sees zeros before and after. */
  #placeFour(page: number): boolean {
    return Atomics.compareExchange(this.#words, page / 4, FOUR_ABSENT, FOUR_PRESENT) === FOUR_ABSENT;
  }
}
