import { NO_TAG } from './layout.ts';

/** More parts that were written than this are not told apart. */
const FEW = 1024;

/**
 * Memory of equal parts that is emptied often and seldom written much in between: an address space of a small process has a hundred pages, and
 * thousands of entries for them. What was written is remembered while it is little, so that emptying costs what was done; and what was never
 * written is not touched at all. All words of an empty part are zero, of the first and the last NO_TAG.
 */
export class Cells {
  readonly #words: Int32Array;
  readonly #first: number;
  readonly #count: number;
  readonly #size: number;
  /** Where those begin that were written, some more than once; undefined: too many. */
  #written: number[] | undefined;

  /** `count` parts of `size` words each, from word `first` on, which all are zero yet. */
  constructor(words: Int32Array, first: number, count: number, size: number) {
    this.#words = words;
    this.#first = first;
    this.#count = count;
    this.#size = size;
    this.#written = [];
    this.#emptyEnds();
  }

  /** The part that begins at a word is about to be written. */
  touch(at: number): void {
    if (this.#written === undefined) return;
    if (this.#written.length < FEW) this.#written.push(at);
    else this.#written = undefined;
  }

  /** Where those begin that may have been written since all were emptied: all, if these are many. */
  get written(): Iterable<number> {
    return this.#written ?? this.#all();
  }

  *#all(): Generator<number> {
    const end = this.#first + this.#count * this.#size;
    for (let at = this.#first; at < end; at += this.#size) yield at;
  }

  clear(): void {
    if (this.#written) for (const at of this.#written) this.#words.fill(0, at, at + this.#size);
    else this.#words.fill(0, this.#first, this.#first + this.#count * this.#size);
    this.#written = [];
    this.#emptyEnds();
  }

  #emptyEnds(): void {
    const last = this.#first + (this.#count - 1) * this.#size;
    for (const at of [this.#first, last]) this.#words.fill(NO_TAG, at, at + this.#size);
  }
}
