import type { IncomingMessage } from 'node:http';
import { RequestProblem } from './request-problem.ts';

/** The whole body. @throws RequestProblem body.too_large, body.encoding, body.incomplete */
export async function readBody(request: IncomingMessage, limit: number): Promise<Buffer<ArrayBuffer>> {
  const encoding = request.headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity') throw new RequestProblem(415, 'body.encoding', `a body encoded as ${encoding.slice(0, 40)} is not taken: send it as it is`);
  const said = Number(request.headers['content-length'] ?? 0);
  if (said > limit) throw tooLarge(limit);
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    // A request that is refused is answered: its connection must not go with the loop.
    for await (const chunk of request.iterator({ destroyOnReturn: false })) {
      // Without setEncoding, a stream of a request gives Buffers.
      const bytes = chunk as Buffer;
      length += bytes.length;
      if (length > limit) throw tooLarge(limit);
      chunks.push(bytes);
    }
  } catch (error) {
    if (error instanceof RequestProblem) throw error;
    throw new RequestProblem(400, 'body.incomplete', 'the connection ended before the body did');
  }
  return Buffer.concat(chunks, length);
}

const tooLarge = (limit: number): RequestProblem => new RequestProblem(413, 'body.too_large', `the body has more than the ${limit} bytes that are taken here`);
