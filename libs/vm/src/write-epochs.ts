/**
 * When each page was last written, counted in epochs that `mark` ends. To ask what was written after a mark costs as much as there is, not
 * as much as was ever written.
 */
export class WriteEpochs {
  #epoch = 1;
  readonly #last = new Map<number, number>();
  /** By epoch: the pages written in it, and perhaps again later. */
  #pages = new Map<number, number[]>();
  #listed = 0;

  note(page: number): void {
    if (this.#last.get(page) === this.#epoch) return;
    this.#last.set(page, this.#epoch);
    const pages = this.#pages.get(this.#epoch);
    if (pages) pages.push(page);
    else this.#pages.set(this.#epoch, [page]);
    this.#listed++;
    if (this.#listed > 2 * this.#last.size + 1024) this.#compact();
  }

  /** Ends the epoch and returns its number: what is written from now on counts as written after it. 0 is before all. */
  mark(): number {
    return this.#epoch++;
  }

  /** The pages written after a mark. */
  since(mark: number): number[] {
    const pages: number[] = [];
    for (const [epoch, written] of this.#pages) {
      if (epoch > mark) for (const page of written) if (this.#last.get(page) === epoch) pages.push(page);
    }
    return pages;
  }

  /** Forgets that pages were also written earlier. */
  #compact(): void {
    const pages = [...this.#pages].map(([epoch, written]): [number, number[]] => [epoch, written.filter((page) => this.#last.get(page) === epoch)]);
    this.#pages = new Map(pages.filter(([, written]) => written.length > 0));
    this.#listed = this.#last.size;
  }
}
