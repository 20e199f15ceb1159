import { expectInteger, expectList, type Tree } from '@reprise/vmstate';

/** Pages one after the other: from `first` up to, not including, `end`. */
export interface PageRun {
  readonly first: number;
  readonly end: number;
}

/** Page numbers, kept as the runs that they make. */
export class PageSet {
  /** Ascending; between two are pages that are not in the set. */
  readonly runs: readonly PageRun[];

  private constructor(runs: readonly PageRun[]) {
    this.runs = runs;
  }

  static of(pages: Iterable<number>): PageSet {
    const runs: { first: number; end: number }[] = [];
    for (const page of [...new Set(pages)].sort((a, b) => a - b)) {
      const last = runs.at(-1);
      if (last?.end === page) last.end++;
      else runs.push({ first: page, end: page + 1 });
    }
    return new PageSet(runs);
  }

  /** @throws StateError if the tree is not what `encode` gives for pages below `limit` */
  static decode(tree: Tree, path: string, limit: number): PageSet {
    const runs: { first: number; end: number }[] = [];
    let end = 0;
    const numbers = expectList(tree, path, 0, Number.MAX_SAFE_INTEGER);
    for (let at = 0; at < numbers.length; at += 2) {
      const first = end + expectInteger(numbers[at] ?? null, `${path}[${at}]`, at === 0 ? 0 : 1, limit - end);
      end = first + expectInteger(numbers[at + 1] ?? null, `${path}[${at + 1}]`, 1, limit - first);
      runs.push({ first, end });
    }
    return new PageSet(runs);
  }

  /** By run: how many pages lie between it and the one before (or page 0), and how many it has. */
  encode(): Tree {
    let end = 0;
    return this.runs.flatMap((run) => {
      const gap = run.first - end;
      end = run.end;
      return [gap, run.end - run.first];
    });
  }

  /** How many pages there are. */
  get size(): number {
    return this.runs.reduce((sum, { first, end }) => sum + end - first, 0);
  }

  has(page: number): boolean {
    return this.hasAny(page, page + 1);
  }

  /** Is any of the pages from `start` up to, not including, `end` among them? */
  hasAny(start: number, end: number): boolean {
    let [low, high] = [0, this.runs.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.runs[middle]?.end ?? 0) <= start) low = middle + 1;
      else high = middle;
    }
    return (this.runs[low]?.first ?? Infinity) < end;
  }

  /** In ascending order. */
  *[Symbol.iterator](): Generator<number> {
    for (const { first, end } of this.runs) for (let page = first; page < end; page++) yield page;
  }
}
