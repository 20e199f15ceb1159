import { NO_TAG } from './layout.ts';

/** Where more than one part in so many was written, emptying all is less work than emptying these. */
const MANY = 4;

/**
 * Memory of equal parts that is emptied often and seldom written much in between: an address space of a small process has a hundred pages, and
 * thousands of entries for them. What was written is remembered, so that emptying costs what was done, and what was never written is not
 * touched at all. All words of an empty part are zero, of the first and the last NO_TAG.
 */
export class Cells {
  readonly #words: Int32Array;
  readonly #first: number;
  readonly #count: number;
  readonly #size: number;
  readonly #shift: number;
  /** Where those parts begin that may have been written since all were emptied, each once. */
  #written: number[] = [];
  /** By part: 1 if it is among them. */
  readonly #isWritten: Uint8Array;

  /** `count` parts of `size` words each, a power of two, from word `first` on, which all are zero yet. */
  constructor(words: Int32Array, first: number, count: number, size: number) {
    this.#words = words;
    this.#first = first;
    this.#count = count;
    this.#size = size;
    this.#shift = 31 - Math.clz32(size);
    this.#isWritten = new Uint8Array(count);
    this.#emptyEnds();
  }

  /** The part that begins at a word is about to be written. */
  touch(at: number): void {
    const part = (at - this.#first) >> this.#shift;
    if (this.#isWritten[part] !== 0) return;
    this.#isWritten[part] = 1;
    this.#written.push(at);
  }

  /** Where those begin that may have been written since all were emptied. */
  get written(): readonly number[] {
    return this.#written;
  }

  /** Empties all, or the first, the last and those that `isGone` is true for. */
  clear(isGone?: (at: number) => boolean): void {
    const words = this.#words;
    if (!isGone && this.#written.length * MANY > this.#count) {
      words.fill(0, this.#first, this.#first + this.#count * this.#size);
      this.#isWritten.fill(0);
      this.#written = [];
    } else {
      const kept: number[] = [];
      for (const at of this.#written) {
        if (isGone?.(at) === false && at !== this.#first && at !== this.#last) {
          kept.push(at);
          continue;
        }
        for (let word = at; word < at + this.#size; word++) words[word] = 0; // `fill` costs more than so few words
        this.#isWritten[(at - this.#first) >> this.#shift] = 0;
      }
      this.#written = kept;
    }
    this.#emptyEnds();
  }

  get #last(): number {
    return this.#first + (this.#count - 1) * this.#size;
  }

  #emptyEnds(): void {
    for (const at of [this.#first, this.#last]) this.#words.fill(NO_TAG, at, at + this.#size);
  }
}
