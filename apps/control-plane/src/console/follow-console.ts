import type { Run } from '@reprise/contracts';
import { type ConsoleNews, isEnd, type Ports, type StoredRun } from '@reprise/control';
import { Wake } from '../live/wake.ts';
import type { ConsoleBytes, StoredConsoles } from './stored-console.ts';
import { lineage } from './lineage.ts';

/** How long output may take to be seen where news of it was lost, in ms. */
const LOOK_AGAIN = 1000;
/** Live output that waits to be read; a reader that is slower reads it from the store. */
const MOST_WAITING = 1 << 20;

export type Followed = { readonly kind: 'console'; readonly piece: ConsoleBytes } | { readonly kind: 'state'; readonly state: Run['state']; readonly at: number };

/**
 * The output of a run from an offset on, as it comes, until the run has ended and all of it was given. News brings it soonest; the record says what is stored, and what
 * is stored fills every gap.
 */
export async function* followConsole(ports: Ports, consoles: StoredConsoles, run: StoredRun, from: number, gone: AbortSignal): AsyncGenerator<Followed> {
  const wake = new Wake();
  const live = new LiveConsole();
  const stops = [
    await ports.news.subscribe(`console:${run.id}`, (news) => { live.add(news); wake.set(); }),
    await ports.news.subscribe(`run:${run.id}`, () => wake.set()),
  ];
  try {
    let position = from;
    let state: Run['state'] | undefined;
    while (!gone.aborted) {
      for (let piece = live.take(position); piece; piece = live.take(position)) {
        yield { kind: 'console', piece };
        position = piece.offset + piece.bytes.length;
      }
      const now = await ports.record.runs.get(run.id);
      if (!now) return;
      const stored = await lineage(ports.record, now);
      for await (const piece of consoles.read(stored, position, now.head?.consoleBytes ?? 0)) {
        yield { kind: 'console', piece };
        position = piece.offset + piece.bytes.length;
      }
      if (now.state !== state) yield { kind: 'state', state: (state = now.state), at: position };
      if (isEnd(now.state)) return;
      await wake.wait(LOOK_AGAIN, gone);
    }
  } finally {
    for (const stop of stops) await stop();
  }
}

/** Output that came as news and has not been given. */
class LiveConsole {
  #waiting: ConsoleBytes[] = [];
  #bytes = 0;

  add({ offset, data }: ConsoleNews): void {
    const bytes = Buffer.from(data, 'base64');
    if (this.#bytes + bytes.length > MOST_WAITING) return;
    this.#bytes += bytes.length;
    this.#waiting.push({ offset, bytes });
  }

  /** What goes on from there, if it is here. What is before it has been seen; what comes after a gap waits for the gap to be filled. */
  take(position: number): ConsoleBytes | undefined {
    this.#waiting = this.#waiting.filter(({ offset, bytes }) => offset + bytes.length > position);
    this.#bytes = this.#waiting.reduce((sum, { bytes }) => sum + bytes.length, 0);
    const next = this.#waiting.find(({ offset }) => offset <= position);
    return next && { offset: position, bytes: next.bytes.subarray(position - next.offset) };
  }
}
