const FIRST_CAPACITY = 64;

/** Page numbers in ascending order, kept as the stretches that they make. */
export class PageRuns {
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

  /** First and end (not included) of each stretch, one after the other. */
  get bounds(): Uint32Array {
    return this.#bounds.subarray(0, this.#length);
  }

  /** The same pages, counted from `base`, which is none of those before them. */
  from(base: number): PageRuns {
    const runs = new PageRuns();
    const bounds = this.bounds.slice();
    for (let at = 0; at < bounds.length; at++) bounds[at] = (bounds[at] ?? 0) - base; // `map` takes ten times as long
    runs.#bounds = bounds;
    runs.#length = this.#length;
    runs.#pages = this.#pages;
    return runs;
  }

  /** Every page. */
  toArray(): Uint32Array {
    const pages = new Uint32Array(this.#pages);
    const { bounds } = this;
    let next = 0;
    for (let at = 0; at < bounds.length; at += 2) {
      const end = bounds[at + 1] ?? 0;
      for (let page = bounds[at] ?? 0; page < end; page++) pages[next++] = page;
    }
    return pages;
  }
}
