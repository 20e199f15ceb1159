import { createHash } from 'node:crypto';
import { TextAutomaton } from '@reprise/crash';
import type { ConsoleScript } from './console-script.ts';

export interface ConsoleWatchOptions {
  readonly script: ConsoleScript;
  /** Text that a success asks for, and text that ends the run. */
  readonly success: string | undefined;
  readonly until: string | undefined;
  /** Bytes that may be written. */
  readonly limit: number;
}

/** What output asks for, at the instruction that wrote it. */
export interface ConsoleActions {
  type(text: string): void;
  stop(reason: 'until' | 'console-limit'): void;
}

/** Looks at all that a guest writes to its console, byte by byte, and decides what follows from it. */
export class ConsoleWatch {
  readonly script: ConsoleScript;
  readonly #actions: ConsoleActions;
  readonly #success: TextSeen;
  readonly #until: TextSeen;
  readonly #limit: number;
  readonly #hash = createHash('sha256');
  /** Bytes that nobody was shown yet. */
  #fresh: number[] = [];
  #total = 0;

  constructor({ script, success, until, limit }: ConsoleWatchOptions, actions: ConsoleActions) {
    this.script = script;
    this.#actions = actions;
    this.#success = new TextSeen(success);
    this.#until = new TextSeen(until);
    this.#limit = limit;
  }

  /** Bytes so far. */
  get total(): number {
    return this.#total;
  }

  /** Has the text of a success come, if one is asked for? */
  get hasSucceeded(): boolean {
    return this.#success.isSeen;
  }

  /** Takes in what was written before, and was acted on then. */
  recall(bytes: Uint8Array): void {
    this.#hash.update(bytes);
    this.#total += bytes.length;
    for (const byte of bytes) {
      this.#success.take(byte);
      this.#until.take(byte);
    }
  }

  /** Takes a byte that the instruction under way writes. */
  take(byte: number): void {
    this.#fresh.push(byte);
    this.#total++;
    this.#success.take(byte);
    const typed = this.script.take(byte);
    if (typed !== '') this.#actions.type(typed);
    if (this.#until.take(byte)) this.#actions.stop('until');
    if (this.#total === this.#limit) this.#actions.stop('console-limit');
  }

  /** What has come since the last call, and where in the output that begins. */
  takeFresh(): { readonly offset: number; readonly bytes: Uint8Array } {
    const bytes = Uint8Array.from(this.#fresh);
    this.#fresh = [];
    this.#hash.update(bytes);
    return { offset: this.#total - bytes.length, bytes };
  }

  /** SHA-256 of all output, as hex; once everything was taken. */
  sha256(): string {
    return this.#hash.digest('hex');
  }
}

/** Has a text come? Without one, it has. */
class TextSeen {
  readonly #text: TextAutomaton | undefined;
  #node = 0;
  isSeen: boolean;

  constructor(text: string | undefined) {
    this.#text = text === undefined ? undefined : new TextAutomaton([text]);
    this.isSeen = text === undefined;
  }

  /** True for the byte that ends it, the first time. */
  take(byte: number): boolean {
    if (this.isSeen || !this.#text) return false;
    this.#node = this.#text.step(this.#node, byte);
    this.isSeen = this.#text.found(this.#node) >= 0;
    return this.isSeen;
  }
}
