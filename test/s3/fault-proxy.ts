import { request, createServer, type IncomingHttpHeaders, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

/** What happens to a request on its way to the server and back. */
export type ProxyFault =
  /** Waits some ms, or a second or so. */
  | 'latency' | 'slow'
  /** Answered by the proxy, the server knows nothing of it. */
  | 'answer-429' | 'answer-500' | 'answer-503'
  /** The connection is cut: before the server hears of it, or after it has done what was asked. */
  | 'cut-before' | 'cut-after'
  /** The server has done what was asked, and 500 is answered. */
  | 'answer-500-after'
  /** Half of the body arrives: at the server, or in the answer. */
  | 'truncate-request' | 'truncate-answer'
  /** One bit of the body is another: at the server, or in the answer. */
  | 'flip-request' | 'flip-answer'
  /** Nothing is answered at all. */
  | 'hang';

interface Whole {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** An HTTP proxy in front of a server, both on loopback. The client is told the proxy's address. */
export class FaultProxy {
  /** Requests so far. */
  requests = 0;
  readonly #target: URL;
  readonly #server: Server;
  #plan: (request: number, method: string) => ProxyFault | undefined = () => undefined;
  #random: () => number = () => 1;

  private constructor(target: string) {
    this.#target = new URL(target);
    this.#server = createServer((incoming, answer) => {
      this.#handle(incoming, answer).catch(() => incoming.socket.destroy());
    });
  }

  static async start(target: string): Promise<FaultProxy> {
    const proxy = new FaultProxy(target);
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get endpoint(): string {
    const address = this.#server.address();
    if (typeof address !== 'object' || address === null) throw new Error('the proxy is not there');
    return `http://127.0.0.1:${address.port}`;
  }

  /** Says which fault the n-th request from now on has; `random` says where bytes are damaged. */
  plan(plan: (request: number, method: string) => ProxyFault | undefined, random: () => number = () => 1): void {
    this.requests = 0;
    this.#plan = plan;
    this.#random = random;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #handle(incoming: IncomingMessage, answer: ServerResponse): Promise<void> {
    const fault = this.#plan(++this.requests, incoming.method ?? '');
    const body = await bodyOf(incoming);
    const delay = fault === 'latency' ? 5 + (this.#random() % 40) : fault === 'slow' ? 500 + (this.#random() % 1500) : 0;
    if (delay > 0) await new Promise((resolve) => setTimeout(resolve, delay));
    if (fault === 'hang') return;
    if (fault === 'cut-before') return void incoming.socket.destroy();
    if (fault === 'answer-429' || fault === 'answer-500' || fault === 'answer-503') return sendError(answer, Number(fault.slice(-3)));
    if (fault === 'truncate-request') return this.#sendHalf(incoming, body);
    const reply = await this.#forward(incoming, fault === 'flip-request' ? this.#flip(body) : body);
    if (fault === 'cut-after') return void incoming.socket.destroy();
    if (fault === 'answer-500-after') return sendError(answer, 500);
    const { 'transfer-encoding': _chunked, ...headers } = reply.headers;
    answer.writeHead(reply.status, incoming.method === 'HEAD' ? headers : { ...headers, 'content-length': String(reply.body.length) });
    if (fault === 'truncate-answer' && reply.body.length > 0) return void answer.write(reply.body.subarray(0, reply.body.length / 2), () => incoming.socket.destroy());
    answer.end(fault === 'flip-answer' ? this.#flip(reply.body) : reply.body);
  }

  #forward({ method, url, headers }: IncomingMessage, body: Buffer): Promise<Whole> {
    return new Promise((resolve, reject) => {
      const outgoing = request({ host: this.#target.hostname, port: this.#target.port, method, path: url, headers, agent: false }, (reply) => {
        bodyOf(reply).then((replyBody) => resolve({ status: reply.statusCode ?? 500, headers: reply.headers, body: replyBody }), reject);
      });
      outgoing.on('error', reject).end(body);
    });
  }

  /** Announces all of a body, sends half, and goes; the client is not answered either. */
  #sendHalf({ method, url, headers, socket }: IncomingMessage, body: Buffer): void {
    const outgoing = request({ host: this.#target.hostname, port: this.#target.port, method, path: url, headers, agent: false });
    outgoing.on('error', () => undefined);
    outgoing.write(body.subarray(0, body.length / 2), () => outgoing.destroy());
    socket.destroy();
  }

  #flip(body: Buffer): Buffer {
    if (body.length === 0) return body;
    const flipped = Buffer.from(body);
    const at = this.#random() % body.length;
    flipped[at] = (flipped[at] ?? 0) ^ (1 << (this.#random() % 8));
    return flipped;
  }
}

async function bodyOf(message: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of message) if (part instanceof Buffer) parts.push(part);
  return Buffer.concat(parts);
}

function sendError(answer: ServerResponse, status: number): void {
  const code = status === 503 ? 'SlowDown' : status === 429 ? 'TooManyRequests' : 'InternalError';
  const retry = status === 503 ? { 'retry-after': '1' } : {};
  answer.writeHead(status, { 'content-type': 'application/xml', ...retry });
  answer.end(`<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code></Error>`);
}
