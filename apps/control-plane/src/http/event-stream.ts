/** A server-sent event: https://html.spec.whatwg.org/multipage/server-sent-events.html */
export interface ServerEvent {
  readonly event: string;
  /** Where to go on after it: comes back as Last-Event-ID. */
  readonly id?: string | number;
  /** Sent as JSON, which has no line breaks. */
  readonly data: unknown;
}

/** How often a word is said where there is nothing to say, so that both sides notice a connection that died; in ms. */
const KEEP_ALIVE = 15_000;

/** An answer of events as they come. `events` has to end when `gone` is aborted; no more of them are asked for than are read. */
export function eventStream(events: AsyncIterable<ServerEvent>, gone: AbortSignal): Response {
  const headers = { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' };
  return new Response(ReadableStream.from(encoded(events, gone)), { headers });
}

async function* encoded(events: AsyncIterable<ServerEvent>, gone: AbortSignal): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  const iterator = events[Symbol.asyncIterator]();
  yield encoder.encode(':\n\n'); // the headers go with it, at once
  let next = iterator.next();
  while (!gone.aborted) {
    const result = await within(KEEP_ALIVE, next);
    if (result === 'late') {
      yield encoder.encode(':\n\n');
      continue;
    }
    if (result.done) return;
    yield encoder.encode(textOf(result.value));
    next = iterator.next();
  }
}

const textOf = ({ event, id, data }: ServerEvent): string => `${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;

async function within<T>(ms: number, promise: Promise<T>): Promise<T | 'late'> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => (timer = setTimeout(resolve, ms, 'late')));
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
