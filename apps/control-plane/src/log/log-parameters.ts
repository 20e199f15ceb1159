import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Params } from 'nestjs-pino';

const REQUEST_ID = /^[A-Za-z0-9._-]{1,64}$/;

/** An id that a client or a proxy gave the request, if it is one; else a new one. It comes back in `X-Request-Id`. */
function requestId(request: IncomingMessage, response: ServerResponse): string {
  const given = request.headers['x-request-id'];
  const id = typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID();
  response.setHeader('x-request-id', id);
  return id;
}

interface LoggedRequest {
  readonly id: string;
  readonly method: string;
  readonly url: string;
  readonly remoteAddress: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
}

/** JSON lines with the id of their request. Of a request nothing is logged that may be secret: no headers but a worker's id, no body, no query. */
export const logParameters = (level: string): Params => ({
  pinoHttp: {
    level,
    genReqId: requestId,
    // Who looks after a service asks for these every few seconds.
    autoLogging: { ignore: ({ url = '' }) => url.startsWith('/health') || url === '/metrics' },
    customLogLevel: (_, { statusCode }, error) => (error || statusCode >= 500 ? 'error' : statusCode >= 400 ? 'info' : 'debug'),
    serializers: {
      req: ({ id, method, url, remoteAddress, headers }: LoggedRequest) => ({ id, method, path: url.split('?')[0], from: remoteAddress, worker: headers['reprise-worker'] }),
      res: ({ statusCode }: { readonly statusCode: number }) => ({ status: statusCode }),
    },
  },
});
