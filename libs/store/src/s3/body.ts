import { Readable } from 'node:stream';
import { concat } from '../bytes.ts';
import { Unavailable } from '../errors.ts';
import type { Deadline } from './deadline.ts';

/**
 * All bytes of an answer.
 * @throws Unavailable if they are not as many as `length`, or the connection breaks, or `deadline` is over before all are there
 */
export async function readBody(body: unknown, length: number | undefined, key: string, deadline: Deadline): Promise<Uint8Array> {
  if (!(body instanceof Readable)) throw new Unavailable(`cannot get '${key}': the answer is no stream`, key);
  const { signal } = deadline;
  const onAbort = (): void => void body.destroy(new Error('it took too long'));
  signal.addEventListener('abort', onAbort);
  try {
    if (signal.aborted) onAbort();
    if (length !== undefined) deadline.allow(length);
    const chunks: Uint8Array[] = [];
    let total = 0;
    for await (const chunk of body) {
      if (!(chunk instanceof Uint8Array)) throw new Unavailable(`cannot get '${key}': the answer is not bytes`, key);
      total += chunk.length;
      if (length !== undefined && total > length) break;
      chunks.push(chunk);
    }
    if (length !== undefined && total !== length) throw new Unavailable(`cannot get '${key}': the answer should have ${length} bytes, got ${total}`, key);
    return concat(chunks);
  } finally {
    signal.removeEventListener('abort', onAbort);
    body.destroy();
  }
}
