import type { Readable } from 'node:stream';
import { EscapeKeys, type ConsoleCommand } from './escape-keys.ts';

/** stdin can be let go of, so that it does not keep the process. */
type InputStream = Readable & { unref?(): unknown };

/** What comes from a stream while a run goes on. */
export class LiveInput {
  readonly #stream: InputStream;
  readonly #chunks: Uint8Array[] = [];
  #hasEnded = false;
  #onChange: () => void = () => {};
  readonly #take: (bytes: Uint8Array) => void;
  readonly #end = (): void => {
    this.#hasEnded = true;
    this.#onChange();
  };

  /** With `onCommand`, escape sequences are taken out and told to it: the stream is a person's terminal. */
  constructor(stream: InputStream, onCommand?: (command: ConsoleCommand) => void) {
    this.#stream = stream;
    const keys = onCommand && new EscapeKeys();
    this.#take = (typed) => {
      const { bytes, commands } = keys?.feed(typed) ?? { bytes: typed, commands: [] };
      if (bytes.length > 0) this.#chunks.push(bytes);
      for (const command of commands) onCommand?.(command);
      this.#onChange();
    };
    stream.on('data', this.#take).on('end', this.#end).on('error', this.#end);
  }

  /** No more will come. */
  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** Calls `changed` whenever something came or the end did. */
  onChange(changed: () => void): void {
    this.#onChange = changed;
  }

  /** Takes what has come since the last time. */
  take(): Uint8Array {
    return Buffer.concat(this.#chunks.splice(0));
  }

  /** Waits for the end, as long as something comes at least every `quietMs`. */
  async settle(quietMs: number): Promise<void> {
    await new Promise<void>((resolve) => {
      if (this.#hasEnded) return resolve();
      let timer = setTimeout(resolve, quietMs);
      this.#onChange = () => {
        clearTimeout(timer);
        if (this.#hasEnded) resolve();
        else timer = setTimeout(resolve, quietMs);
      };
    });
    this.#onChange = () => {};
  }

  /** Lets go of the stream, so that it does not keep the process. */
  [Symbol.dispose](): void {
    this.#stream.off('data', this.#take).off('end', this.#end).off('error', this.#end).pause();
    this.#stream.on('error', () => {});
    this.#stream.unref?.();
  }
}
