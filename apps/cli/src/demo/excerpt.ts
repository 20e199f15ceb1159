/** The first and the last lines of a text that comes in pieces. The first are told of as they come. */
export class Excerpt {
  readonly #first: number;
  readonly #last: number;
  readonly #onLine: (line: string) => void;
  #seen = 0;
  /** The last lines after the first ones. */
  #kept: string[] = [];
  /** What came behind the last newline. */
  #open = '';

  constructor(first: number, last: number, onLine: (line: string) => void) {
    this.#first = first;
    this.#last = last;
    this.#onLine = onLine;
  }

  take(text: string): void {
    const lines = `${this.#open}${text}`.split('\n');
    this.#open = lines.pop() ?? '';
    for (const line of lines) this.#line(line);
  }

  /** No more comes: tells of the last lines, and of how many were left out. */
  end(): void {
    if (this.#open !== '') this.#line(this.#open);
    this.#open = '';
    const left = this.#seen - this.#first - this.#kept.length;
    if (left > 0) this.#onLine(`.. ${left} more ${left === 1 ? 'line' : 'lines'} ..`);
    for (const line of this.#kept) this.#onLine(line);
  }

  #line(line: string): void {
    const text = line.trimEnd();
    this.#seen++;
    if (this.#seen <= this.#first) this.#onLine(text);
    else if (this.#last > 0) this.#kept = [...this.#kept, text].slice(-this.#last);
  }
}
