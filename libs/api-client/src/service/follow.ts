import { setTimeout as wait } from 'node:timers/promises';
import { ApiError, Unreachable } from '../http/api-error.ts';
import type { Request, Transport } from '../http/transport.ts';

/** A server-sent event. */
export interface StreamEvent {
  readonly event: string;
  /** '' where it has none. */
  readonly id: string;
  readonly data: unknown;
}

const AGAIN_MS = 500;
/** An event with a console's bytes is some 100 KiB at most. */
const MOST_CHARACTERS = 16 << 20;

/**
 * Events of a stream, for ever: one that breaks is taken up behind the last event that came. Whoever has seen the last that there is stops asking.
 * @throws ApiError for what the service refuses; the reason of `signal`
 */
export async function* followStream(transport: Transport, request: Request, signal: AbortSignal): AsyncGenerator<StreamEvent> {
  let last = '';
  for (;;) {
    try {
      const headers = { accept: 'text/event-stream', ...(last === '' ? {} : { 'last-event-id': last }) };
      const response = await transport.send({ ...request, headers, signal });
      for await (const event of eventsOf(response)) {
        if (event.id !== '') last = event.id;
        yield event;
      }
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof ApiError && error.status < 500) throw error;
      if (!(error instanceof ApiError || error instanceof Unreachable || error instanceof TypeError)) throw error; // TypeError: fetch's word for a broken stream
    }
    await wait(AGAIN_MS, undefined, { signal });
  }
}

/** https://html.spec.whatwg.org/multipage/server-sent-events.html, of a service that ends lines with LF. */
async function* eventsOf({ body }: Response): AsyncGenerator<StreamEvent> {
  if (!body) return;
  let text = '';
  for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    if (text.length > MOST_CHARACTERS) throw new TypeError('an event of the service is too large');
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) {
      const event = eventOf(block);
      if (event) yield event;
    }
  }
}

/** Null for a comment that only keeps the connection alive. */
function eventOf(block: string): StreamEvent | null {
  const fields = new Map<string, string>();
  for (const line of block.split('\n')) {
    const [, name, value] = /^([a-z]+): ?([^]*)$/.exec(line) ?? [];
    if (name !== undefined && value !== undefined) fields.set(name, value);
  }
  const data = fields.get('data');
  return data === undefined ? null : { event: fields.get('event') ?? 'message', id: fields.get('id') ?? '', data: JSON.parse(data) };
}
