import type { Instant } from '@reprise/vm';
import { ByteWriter } from '../log/byte-writer.ts';

/** Bytes of output between two marks. */
const MARK_BYTES = 1024;
/** Instructions of silence after which output is marked at once. */
const SILENCE = 10_000_000;

/** What the guest writes to its console: taken in as it comes, with a note now and then of when that was. */
export class ConsoleLog {
  #onMark: ((at: Instant, bytes: number) => void) | undefined;
  #now: (() => Instant) | undefined;
  /** Output since the last `take`. */
  #bytes = new ByteWriter();
  #total = 0;
  #markedBytes = -MARK_BYTES;
  #lastIcount = -SILENCE;

  /** Bytes so far. */
  get total(): number {
    return this.#total;
  }

  /** Takes a byte that the guest writes. */
  write(byte: number): void {
    const now = this.#now?.();
    if (now) this.#markIfDue(now);
    this.#bytes.byte(byte);
    this.#total++;
  }

  /** Begins anew after so many bytes, and tells `onMark` from now on: at that instant, output had come to so many bytes. */
  attach(now: () => Instant, onMark: (at: Instant, bytes: number) => void, total = 0): void {
    this.#now = now;
    this.#onMark = onMark;
    this.#bytes = new ByteWriter();
    this.#total = total;
    this.#markedBytes = total - MARK_BYTES;
    this.#lastIcount = -SILENCE;
  }

  /** Bytes that have come since the last `take`. */
  get untaken(): number {
    return this.#bytes.length;
  }

  /** Takes what has come since the last time. */
  take(): Uint8Array {
    const { written } = this.#bytes;
    this.#bytes = new ByteWriter();
    return written;
  }

  #markIfDue(now: Instant): void {
    const silence = now.icount - this.#lastIcount;
    this.#lastIcount = now.icount;
    if (silence < SILENCE && this.#total - this.#markedBytes < MARK_BYTES) return;
    this.#markedBytes = this.#total;
    this.#onMark?.(now, this.#total);
  }
}
