import type { Command } from '@reprise/contracts';
import type { Answer } from './messages.ts';

/** What is typed at the console of a run that goes on: each command is answered with the segment that has what it typed. */
export class TypedInput {
  /** Not typed yet. */
  readonly #waiting: { readonly command: string; readonly bytes: Uint8Array }[] = [];
  /** Typed, in the order of what happens; those that have happened know in which segment. */
  readonly #typed: { readonly command: string; readonly bytes: Uint8Array; segment: number | null }[] = [];
  readonly #seen = new Set<string>();

  /** Takes a command, once: heartbeats bring it again until it is answered. */
  take({ id, payload }: Command): void {
    if (this.#seen.has(id)) return;
    this.#seen.add(id);
    this.#waiting.push({ command: id, bytes: Buffer.from(payload['data'] ?? '', 'base64') });
  }

  /** Bytes to be typed now. */
  next(): Uint8Array[] {
    return this.#waiting.splice(0).map((input) => {
      this.#typed.push({ ...input, segment: null });
      return input.bytes;
    });
  }

  /** Characters have come to the console, in this segment: are they these? */
  happened(bytes: Uint8Array, segment: number): void {
    const input = this.#typed.find((candidate) => candidate.segment === null);
    if (input && input.bytes === bytes) input.segment = segment;
  }

  /** Is there any that nobody has been told is stored? */
  get isOpen(): boolean {
    return this.#waiting.length > 0 || this.#typed.length > 0;
  }

  /** Answers to those whose segment is one of the first so many. They count as given once `given` is called. */
  answers(segments: number): Answer[] {
    return this.#typed.filter(({ segment }) => segment !== null && segment < segments).map(({ command }) => ({ command, error: null, result: {} }));
  }

  given(answers: readonly Answer[]): void {
    for (const { command } of answers) {
      const at = this.#typed.findIndex((input) => input.command === command);
      if (at >= 0) this.#typed.splice(at, 1);
    }
  }
}
