const FIRST_CAPACITY = 64;

/** Page numbers in ascending order, kept as the stretches that they make. */
export class PageRuns {
  /** First and end (not included) of each stretch, one after the other. */
  #bounds = new Uint32Array(FIRST_CAPACITY);
  #length = 0;
  #pages = 0;

  /** How many pages there are. */
  get pages(): number {
    return this.#pages;
  }

  /** Adds the pages from `first` up to, not including, `end`; all are beyond those added before. */
  add(first: number, end: number): void {
    this.#pages += end - first;
    if (this.#length > 0 && this.#bounds[this.#length - 1] === first) {
      this.#bounds[this.#length - 1] = end;
      return;
    }
    if (this.#length === this.#bounds.length) {
      const grown = new Uint32Array(this.#length * 2);
      grown.set(this.#bounds);
      this.#bounds = grown;
    }
    this.#bounds[this.#length] = first;
    this.#bounds[this.#length + 1] = end;
    this.#length += 2;
  }

  /** Calls `visit` for each stretch. */
  forEachRun(visit: (first: number, end: number) => void): void {
    for (let at = 0; at < this.#length; at += 2) visit(this.#bounds[at] ?? 0, this.#bounds[at + 1] ?? 0);
  }

  /** Every page. */
  toArray(): Uint32Array {
    const pages = new Uint32Array(this.#pages);
    let at = 0;
    this.forEachRun((first, end) => {
      for (let page = first; page < end; page++) pages[at++] = page;
    });
    return pages;
  }
}
