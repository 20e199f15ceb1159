import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ApiError, Unreachable } from './api-error.ts';
import { type Request, Transport, type TransportOptions } from './transport.ts';

const servers: Server[] = [];
afterEach(() => Promise.all(servers.splice(0).map((server) => new Promise((resolve) => { server.closeAllConnections(); server.close(resolve); }))));

async function listen(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const server = createServer(answer);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A TCP server's address is an object.
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A server that answers with these statuses one after the other, and then with 200; what it was asked. */
async function script(...statuses: number[]): Promise<{ url: string; asked: string[] }> {
  const asked: string[] = [];
  const url = await listen((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    const status = statuses[asked.length - 1] ?? 200;
    if (status === 0) return void request.socket.destroy();
    response.writeHead(status, { 'content-type': 'application/json', 'retry-after': '2' }).end(JSON.stringify({ asked: asked.length }));
  });
  return { url, asked };
}

function transport(options: Partial<TransportOptions> & { readonly urls: readonly string[] }): { transport: Transport; slept: number[] } {
  const slept: number[] = [];
  const ports = { fetch, random: () => 0.5, sleep: async (ms: number) => void slept.push(ms) };
  return { transport: new Transport({ retry: { attempts: 4, base: 100, cap: 150 }, ports, ...options }), slept };
}

const answer = z.object({ asked: z.number() });
const get: Request = { method: 'GET', path: '/x' };
const post: Request = { method: 'POST', path: '/x', json: { a: 1 } };

describe('a transport', () => {
  it.each<[string, Request, number[], number, number[]]>([
    ['asks once where the answer comes', get, [], 1, []],
    ['asks again after a failure of the service, and after a broken connection', get, [503, 0], 3, [2000, 75]],
    ['does not say twice what must be said once', post, [], 1, []],
    ['says again what may be said twice', { ...post, repeatable: true }, [500], 2, [2000]],
    ['says anything again that was refused for the rate', post, [429], 2, [2000]],
  ])('%s', async (_, request, statuses, asked, waits) => {
    const server = await script(...statuses);
    const client = transport({ urls: [server.url] });
    expect(await client.transport.call(request, answer)).toEqual({ asked });
    expect(client.slept).toEqual(waits);
  });

  it.each<[string, Request, number[], number]>([
    ['a refusal', get, [404], 1],
    ['a failure of what must be said once', post, [503], 1],
    ['failures without end', get, [503, 503, 503, 503, 503], 4],
  ])('gives up after %s', async (_, request, statuses, asked) => {
    const server = await script(...statuses);
    const error = await transport({ urls: [server.url] }).transport.call(request, answer).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({ status: statuses[0], code: `http.${statuses[0]}` });
    expect(server.asked).toHaveLength(asked);
  });

  it('turns to the next address, and stays with it', async () => {
    const [bad, good] = [await script(503, 503, 503), await script()];
    const client = transport({ urls: [bad.url, `${good.url}/`] });
    await client.transport.call({ ...get, query: { a: 'ä&', b: undefined, c: 1 } }, answer);
    await client.transport.call(get, answer);
    expect(bad.asked).toHaveLength(1);
    expect(good.asked).toEqual(['GET /x?a=%C3%A4%26&c=1', 'GET /x']);
  });

  it('says who cannot be reached', async () => {
    const url = await listen(() => undefined);
    await new Promise((resolve) => servers.pop()?.close(resolve));
    const error = await transport({ urls: [url] }).transport.send(get).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(Unreachable);
    expect(String(error)).toContain(`${url} cannot be reached: connect ECONNREFUSED`);
  });

  it('has the words of the service in its errors', async () => {
    const problem = { type: 'about:blank', title: 'Not found', status: 404, detail: 'there is no run r_1', code: 'run.not_found' };
    const url = await listen((_, response) => response.writeHead(404, { 'content-type': 'application/problem+json' }).end(JSON.stringify(problem)));
    await expect(transport({ urls: [url] }).transport.send(get)).rejects.toMatchObject({ message: problem.detail, code: problem.code, status: 404 });
  });

  it('lets go at once when it is told to', async () => {
    const stop = new AbortController();
    const url = await listen(() => stop.abort(new Error('enough')));
    await expect(transport({ urls: [url] }).transport.send({ ...get, signal: stop.signal })).rejects.toThrow('enough');
  });

  it('is refused without an address, or with one that is none', () => {
    expect(() => new Transport({ urls: [] })).toThrow('the service has no address');
    expect(() => new Transport({ urls: ['nowhere'] })).toThrow("'nowhere' is no address");
  });
});
