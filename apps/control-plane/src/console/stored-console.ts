import type { Head } from '@reprise/contracts';
import type { ObjectStore } from '@reprise/store';

/** A run as far as it is stored. */
export interface StoredPart {
  readonly run: string;
  readonly head: Head;
}

export interface ConsoleBytes {
  /** In the output of the run, from power-on. */
  readonly offset: number;
  readonly bytes: Uint8Array;
}

/** Where a segment of the log says how much was on the console when it began: docs/log-format.md. */
const CONSOLE_BYTES_AT = { offset: 92, length: 8 } as const;
const MOST_REMEMBERED = 100_000;

/** Reads what guests wrote to their consoles: docs/service.md says under which keys it is. */
export class StoredConsoles {
  readonly #store: ObjectStore;
  /** Where a segment's output begins, by the key of the segment, which never changes. */
  readonly #starts = new Map<string, number>();

  constructor(store: ObjectStore) {
    this.#store = store;
  }

  /**
   * Output [from, to) of a run, in pieces as it was stored. What came before a fork is that of the runs before it, of which `runs` has the ones that are stored, the oldest
   * first and the run itself last; what is not stored is left out. @throws StoreError
   */
  async *read(runs: readonly StoredPart[], from: number, to: number): AsyncGenerator<ConsoleBytes> {
    let position = from;
    for (const [index, part] of runs.entries()) {
      const next = runs[index + 1];
      const limit = Math.min(to, next ? await this.#startOf(next, 0) : part.head.consoleBytes);
      if (position >= limit) continue;
      for await (const piece of this.#readPart(part, position, limit)) {
        yield piece;
        position = piece.offset + piece.bytes.length;
      }
    }
  }

  async *#readPart(part: StoredPart, from: number, to: number): AsyncGenerator<ConsoleBytes> {
    const segments = part.head.parts.at(-1)?.to ?? 0;
    for (let segment = await this.#segmentAt(part, segments, from); segment < segments; segment++) {
      const start = await this.#startOf(part, segment);
      if (start >= to) return;
      const end = segment + 1 < segments ? await this.#startOf(part, segment + 1) : part.head.consoleBytes;
      const first = Math.max(from, start);
      const length = Math.min(end, to) - first;
      if (length > 0) yield { offset: first, bytes: await this.#store.get(keyOf(part, 'console', segment), { offset: first - start, length }) };
    }
  }

  /** The last segment that begins at or before this offset: a binary search. */
  async #segmentAt(part: StoredPart, segments: number, offset: number): Promise<number> {
    let [low, high] = [0, segments];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((await this.#startOf(part, middle)) <= offset) low = middle;
      else high = middle;
    }
    return low;
  }

  async #startOf(part: StoredPart, segment: number): Promise<number> {
    const key = keyOf(part, 'log', segment);
    const known = this.#starts.get(key);
    if (known !== undefined) return known;
    const bytes = await this.#store.get(key, CONSOLE_BYTES_AT);
    const start = Number(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getBigUint64(0, true));
    if (this.#starts.size >= MOST_REMEMBERED) this.#starts.clear();
    this.#starts.set(key, start);
    return start;
  }
}

/** The key of a segment, or of its console output. @throws Error if the head has no such segment */
export function keyOf({ run, head }: StoredPart, kind: 'log' | 'console', segment: number): string {
  const part = head.parts.find(({ from, to }) => from <= segment && segment < to);
  if (!part) throw new Error(`run ${run} has no segment ${segment}`);
  return `runs/${run}/${part.epoch}/${kind}/${segment}`;
}
