import type { PageSource } from '@reprise/memory';
import type { Questions } from './questions.ts';
import { type BlockPlace, Presence, type SharedBuffers } from './shared-state.ts';

/** The VM's part in a restore: asks for the pages that it comes to before they are there. */
export class AbsentPages implements PageSource {
  readonly #presence: Uint8Array;
  readonly #blocks: readonly BlockPlace[];
  readonly #questions: Questions;
  readonly #onRelease: () => void;

  /** No page is there. The other thread puts none in place before it is told. */
  constructor({ presence }: SharedBuffers, blocks: readonly BlockPlace[], questions: Questions, onRelease: () => void) {
    this.#presence = new Uint8Array(presence);
    this.#blocks = blocks;
    this.#questions = questions;
    this.#onRelease = onRelease;
    for (const { first, pages } of blocks) this.#presence.fill(Presence.ABSENT, first, first + pages);
  }

  fetch(page: number): void {
    if (Atomics.load(this.#presence, page) !== Presence.PRESENT) this.#questions.ask({ kind: 'page', page });
  }

  release(): void {
    for (const { first, pages } of this.#blocks) {
      for (let page = first; page < first + pages; page++) {
        if (this.#presence[page] === Presence.PRESENT) continue;
        // a page that is being filled is there in a moment
        while (Atomics.compareExchange(this.#presence, page, Presence.ABSENT, Presence.PRESENT) === Presence.FILLING);
      }
    }
    this.#onRelease();
  }
}
