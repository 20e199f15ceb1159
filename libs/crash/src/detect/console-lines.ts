import { blob, i32, loadState, resetState, saveState, StateError, u32, type StateOf, type Tree } from '@reprise/vmstate';
import { ROOT, TextAutomaton } from './text-automaton.ts';

const NEWLINE = 10;
/** Bytes of a line that are kept: the last ones. */
const LINE_BYTES = 512;
/** A line that does not end so many bytes after its text is taken as it is. */
const LONGEST_REST = 256;

const fields = { node: u32(), found: i32(-1), rest: u32(), line: blob(LINE_BYTES) };

export interface FoundLine {
  /** The text that was looked for. */
  readonly text: string;
  /** The whole line, of a long one the last 512 bytes. */
  readonly line: string;
}

/** Finds lines with certain texts in what a guest prints. A line is found with the newline that ends it, so that all of it is known. */
export class ConsoleLines {
  readonly #automaton: TextAutomaton;
  readonly #state: StateOf<typeof fields> = resetState(fields);
  readonly #line = new Uint8Array(LINE_BYTES);
  #length = 0;

  /** @throws RangeError for texts that cannot be looked for */
  constructor(texts: readonly string[]) {
    this.#automaton = new TextAutomaton(texts);
  }

  /** Takes the next byte; what was found, if it ends a line that has one of the texts. */
  take(byte: number): FoundLine | undefined {
    const state = this.#state;
    if (byte === NEWLINE) {
      const found = this.end();
      this.#clear();
      return found;
    }
    this.#keep(byte);
    if (state.found >= 0) return ++state.rest >= LONGEST_REST ? this.#done() : undefined;
    state.node = this.#automaton.step(state.node, byte);
    state.found = this.#automaton.found(state.node);
    return undefined;
  }

  /** Nothing more will be printed: what the line that was begun has in it. */
  end(): FoundLine | undefined {
    const text = this.#automaton.texts[this.#state.found];
    return text === undefined ? undefined : { text, line: decodeLine(this.#line.subarray(0, this.#length)) };
  }

  save(path: string): Tree {
    const { node, found, rest } = this.#state;
    return saveState(fields, { node, found, rest, line: this.#line.subarray(0, this.#length) }, path);
  }

  /** @throws StateError */
  load(tree: Tree, path: string): void {
    const { node, found, rest, line } = loadState(fields, tree, path);
    if (node >= this.#automaton.nodes || found < -1 || found >= this.#automaton.texts.length) throw new StateError(path, 'it is of other texts');
    Object.assign(this.#state, { node, found, rest });
    this.#line.set(line);
    this.#length = line.length;
  }

  #done(): FoundLine | undefined {
    const found = this.end();
    this.#clear();
    return found;
  }

  #clear(): void {
    Object.assign(this.#state, { node: ROOT, found: -1, rest: 0 });
    this.#length = 0;
  }

  #keep(byte: number): void {
    if (this.#length === LINE_BYTES) this.#line.copyWithin(0, 1);
    else this.#length++;
    this.#line[this.#length - 1] = byte;
  }
}

/** Text as a person reads it: what is no UTF-8 is replaced, controls at its end are left out. */
const decodeLine = (bytes: Uint8Array): string => new TextDecoder().decode(Uint8Array.from(bytes)).trim();
