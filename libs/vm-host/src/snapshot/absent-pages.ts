import { PAGE_SHIFT, type PageSource } from '@reprise/memory';
import type { CapturedBlock } from '@reprise/vm';
import type { Questions } from './questions.ts';
import { type BlockPlace, Presence, type SharedBuffers } from './shared-state.ts';

/** Four pages that are there. */
const FOUR_PRESENT = 0;

/** The VM's part in a restore: asks for the pages that it comes to before they are there. */
export class AbsentPages implements PageSource {
  readonly #presence: Uint8Array;
  readonly #words: Int32Array;
  readonly #blocks: readonly BlockPlace[];
  readonly #questions: Questions;
  readonly #onRelease: () => void;

  /** No page is there; memory holds something else in those that are stale. The other thread puts none in place before it is told. */
  constructor(
    { presence }: SharedBuffers, blocks: readonly BlockPlace[], stale: readonly CapturedBlock[], questions: Questions, onRelease: () => void,
  ) {
    this.#presence = new Uint8Array(presence);
    this.#words = new Int32Array(presence);
    this.#blocks = blocks;
    this.#questions = questions;
    this.#onRelease = onRelease;
    for (const { first, pages } of blocks) this.#presence.fill(Presence.ABSENT, first, first + pages);
    for (const { block, pages } of stale) for (const page of pages.toArray()) this.#presence[(block.offset >>> PAGE_SHIFT) + page] = Presence.STALE;
  }

  fetch(page: number): void {
    if (Atomics.load(this.#presence, page) !== Presence.PRESENT) this.#questions.ask({ kind: 'page', page });
  }

  release(): void {
    for (const { first, pages } of this.#blocks) {
      for (let page = first; page < first + pages; page++) {
        if (page % 4 === 0 && this.#words[page / 4] === FOUR_PRESENT) {
          page += 3;
          continue;
        }
        // one that is being filled is there in a moment
        while (this.#presence[page] !== Presence.PRESENT) {
          for (const absent of [Presence.ABSENT, Presence.STALE]) Atomics.compareExchange(this.#presence, page, absent, Presence.PRESENT);
        }
      }
    }
    this.#onRelease();
  }
}
