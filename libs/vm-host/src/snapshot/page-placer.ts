import { PAGE_SIZE } from '@reprise/memory';
import { Presence, type SharedBuffers } from './shared-state.ts';

/** Puts pages of a stored run in place, each once, from the thread that reads them. Memory is zeros where no page was put. */
export class PagePlacer {
  readonly #memory: Uint8Array;
  readonly #presence: Uint8Array;

  constructor(memory: SharedArrayBuffer, { presence }: SharedBuffers) {
    this.#memory = new Uint8Array(memory);
    this.#presence = new Uint8Array(presence);
  }

  isAbsent(page: number): boolean {
    return Atomics.load(this.#presence, page) === Presence.ABSENT;
  }

  /** Puts the 4 KiB of a host page in place, unless they are, or nobody wants them any more. null = zeros. */
  place(page: number, bytes: Uint8Array | null): void {
    if (Atomics.compareExchange(this.#presence, page, Presence.ABSENT, Presence.FILLING) !== Presence.ABSENT) return;
    if (bytes) this.#memory.set(bytes, page * PAGE_SIZE);
    Atomics.store(this.#presence, page, Presence.PRESENT);
  }
}
