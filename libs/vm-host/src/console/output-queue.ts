import type { Writable } from 'node:stream';

/** Who read the output is gone. */
export class OutputClosed extends Error {
  override name = 'OutputClosed';
}

const FIRST_CAPACITY = 1 << 16;

/**
 * Output that is gathered while the guest runs and written between slices, at the pace of whoever reads it. Nothing is lost: the next
 * slice waits until the stream has taken what there was.
 */
export class OutputQueue {
  readonly #stream: Writable;
  readonly #onFlush: ((bytes: Uint8Array) => void) | undefined;
  #bytes = new Uint8Array(FIRST_CAPACITY);
  #length = 0;

  /** `onFlush` is shown all bytes in their order. */
  constructor(stream: Writable, onFlush?: (bytes: Uint8Array) => void) {
    this.#stream = stream;
    this.#onFlush = onFlush;
    stream.on('error', () => {}); // each write is told of its own
  }

  /** Takes one byte. */
  write(byte: number): void {
    if (this.#length === this.#bytes.length) this.#grow(1);
    this.#bytes[this.#length++] = byte;
  }

  writeText(text: string): void {
    const bytes = Buffer.from(text);
    if (this.#length + bytes.length > this.#bytes.length) this.#grow(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /**
   * Hands everything to the stream, and waits until it has passed it on.
   * @throws OutputClosed if nobody reads it any more; the stream's own error for any other failure
   */
  async flush(): Promise<void> {
    if (this.#length === 0) return;
    const bytes = this.#bytes.slice(0, this.#length);
    this.#length = 0;
    this.#onFlush?.(bytes);
    await new Promise<void>((resolve, reject) => {
      this.#stream.write(bytes, (error) => (error ? reject(asOutputError(error)) : resolve()));
    });
  }

  #grow(wanted: number): void {
    const bytes = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + wanted));
    bytes.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = bytes;
  }
}

const GONE: ReadonlySet<unknown> = new Set(['EPIPE', 'ERR_STREAM_DESTROYED']);

const asOutputError = (error: Error): Error =>
  'code' in error && GONE.has(error.code) ? new OutputClosed('nobody reads the output', { cause: error }) : error;
