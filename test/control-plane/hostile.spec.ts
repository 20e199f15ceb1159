import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { Service as Client } from '@reprise/api-client';
import { problem } from '@reprise/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startService, type Service } from './service.ts';
import { digestOf, job } from './world.ts';

let service: Service;
beforeAll(async () => { service = await startService(); });
afterAll(() => service.close());

const api = async () => service.as(await service.key('admin'));
const post = async (path: string, type: string, body: string | Buffer, headers: Readonly<Record<string, string>> = {}) =>
  (await api()).post(path).set({ 'Content-Type': type, ...headers }).send(body).ok(() => true);
const outcome = ({ status, body }: Awaited<ReturnType<typeof post>>) => [status, problem.parse(body).code];

const JSON_TYPE = 'application/json';
const YAML_TYPE = 'application/yaml';
const laughs = `a: &a [x,x,x,x,x,x,x,x,x]\n${[...'bcdefghi'].map((name, i) => `${name}: &${name} [${Array(9).fill(`*${'abcdefghi'[i]}`).join(',')}]`).join('\n')}\n`;

describe('a body', () => {
  it.each([
    ['that is no JSON', '/v1/runs', JSON_TYPE, '{"job":', {}, 400, 'body.malformed'],
    ['of more than a MiB', '/v1/runs', JSON_TYPE, `{"job":"${'x'.repeat(2 ** 20)}"}`, {}, 413, 'body.too_large'],
    ['that is deep', '/v1/runs', JSON_TYPE, `{"job":${'['.repeat(100_000)}${']'.repeat(100_000)}}`, {}, 400, 'body.too_deep'],
    ['that would pollute', '/v1/runs', JSON_TYPE, '{"job":{"boot":{"kind":"linux"},"labels":{"__proto__":{"admin":true}}}}', {}, 422, 'body.invalid'],
    ['that says more than there is to say', '/v1/runs', JSON_TYPE, JSON.stringify({ job, project: 'other' }), {}, 422, 'body.invalid'],
    ['of another type', '/v1/runs', 'text/xml', '<job/>', {}, 415, 'body.media_type'],
    ['that is compressed', '/v1/runs', JSON_TYPE, gzipSync(Buffer.alloc(1 << 24)), { 'Content-Encoding': 'gzip' }, 415, 'body.encoding'],
    ['of YAML that unfolds', '/v1/batches', YAML_TYPE, laughs, {}, 400, 'body.malformed'],
    ['of YAML with a program in it', '/v1/runs', YAML_TYPE, 'job: !!js/function "function(){}"\n', {}, 422, 'body.invalid'],
    ['with a path for an image', '/v1/runs', JSON_TYPE, JSON.stringify({ job: { boot: { kind: 'kernel', kernel: '../../etc/passwd' } } }), {}, 422, 'body.invalid'],
    ['with a path for an artefact', '/v1/runs', JSON_TYPE, JSON.stringify({ job: { ...job, disks: [{ id: 'a', size: 4096 }], artefacts: [{ name: '../x', disk: 'a' }] } }), {}, 422, 'body.invalid'],
    ['with a path for a project', '/v1/keys', JSON_TYPE, JSON.stringify({ role: 'admin', name: 'k', project: '../other' }), {}, 422, 'body.invalid'],
    ['with a half of a character in a label', '/v1/runs', JSON_TYPE, '{"job":{"boot":{"kind":"linux"},"labels":{"a":"\\ud800"}}}', {}, 422, 'job.invalid'],
    ['of a matrix of a million runs', '/v1/batches', JSON_TYPE, JSON.stringify({ job: { boot: { kind: 'linux', command: 'echo ${a} ${b}' } }, matrix: { a: Array.from({ length: 1000 }, (_, i) => i), b: Array.from({ length: 1000 }, (_, i) => i) } }), {}, 413, 'batch.too_large'],
    ['with an idempotency key of spaces', '/v1/runs', JSON_TYPE, JSON.stringify({ job }), { 'Idempotency-Key': 'a b' }, 422, 'header.invalid'],
  ])('%s is refused', async (_, path, type, body, headers, status, code) => {
    expect(outcome(await post(path, type, body, headers))).toEqual([status, code]);
  });

  it('is answered with where it is wrong, and what would be right', async () => {
    const answer = await post('/v1/runs', JSON_TYPE, JSON.stringify({ job: { boot: { kind: 'linux' }, machine: { smp: 9 }, disks: [{ id: 'a' }] } }));
    const { detail, errors, type, title } = problem.parse(answer.body);
    expect([type, title]).toEqual(['urn:reprise:problem:body.invalid', 'Unprocessable Entity']);
    expect(errors).toEqual([
      { in: 'body', pointer: '/job/machine/smp', detail: 'Too big: expected number to be <=8' },
      { in: 'body', pointer: '/job/disks/0', detail: 'expected either image or size' },
    ]);
    expect(detail).toContain('/job/machine/smp: Too big');
  });

  it('that does not say how long it is, and is too long, is refused as well', async () => {
    const pieces = async function* (): AsyncGenerator<Uint8Array> {
      for (let piece = 0; piece < 24; piece++) yield Buffer.alloc(64 * 1024, ' ');
    };
    const headers = { authorization: `Bearer ${await service.key()}`, 'content-type': JSON_TYPE };
    const answer = await fetch(`${service.url}/v1/runs`, { method: 'POST', headers, body: ReadableStream.from(pieces()), duplex: 'half' });
    expect([answer.status, problem.parse(await answer.json()).code]).toEqual([413, 'body.too_large']);
  });

  it('that stops in the middle is let go, and the next is answered', async () => {
    const { hostname, port } = new URL(service.url);
    const secret = await service.key();
    const socket = connect(Number(port), hostname);
    await new Promise<void>((resolve) => socket.once('connect', resolve));
    socket.write(`POST /v1/runs HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${secret}\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"job":`);
    socket.destroy();
    await (await api()).get('/v1/runs').expect(200);
  });
});

describe('a request', () => {
  it.each([
    ['/v1/runs/..%2f..%2fetc', 422],
    ['/v1/runs/r_00000000000000000000000000000000/artefacts/..%2f..%2frun.json', 422],
    ['/v1/runs/r_00000000000000000000000000000000/recording/log/..%2f1', 422],
    ['/v1/images/..%2fpacks%2fx/content', 422],
    ['/v1/snapshots/%00', 422],
    ['/v1/runs?limit=1e9', 422],
    ['/v1/runs?cursor=nonsense', 422],
    ['/v1/runs?state[__proto__]=x', 422],
    ['/v1/nothing', 404],
    ['/v1/runs/%E0%A4%A', 400],
  ])('of %s is refused', async (path, status) => {
    const answer = await (await api()).get(path).ok(() => true);
    expect([answer.status, answer.type]).toEqual([status, 'application/problem+json']);
    expect(problem.parse(answer.body).request).toBe(answer.headers['x-request-id']);
  });

  it('has its id back, unless it is no id', async () => {
    const id = async (given: string) => (await (await api()).get('/v1/runs').set('X-Request-Id', given)).headers['x-request-id'];
    expect(await id('abc-1')).toBe('abc-1');
    expect(await id('a b"}')).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe('an image', () => {
  const begin = async (digest: string, bytes: number) => post('/v1/uploads', JSON_TYPE, JSON.stringify({ digest, bytes }));
  const send = async (id: string, offset: number, bytes: Buffer) =>
    (await api()).patch(`/v1/uploads/${id}`).query({ offset }).set('Content-Type', 'application/octet-stream').send(bytes).ok(() => true);
  const idOf = ({ body }: Awaited<ReturnType<typeof begin>>): string => (body as { readonly upload: { readonly id: string } }).upload.id;

  it('of too many bytes is refused before any came', async () => {
    expect(outcome(await begin(digestOf(Buffer.from('x')), 2 ** 31))).toEqual([413, 'image.too_large']);
  });

  it('that has not the digest that was said is refused, and nothing of it is kept', async () => {
    const id = idOf(await begin(digestOf(Buffer.from('right')), 5));
    expect(outcome(await send(id, 0, Buffer.from('wrong')))).toEqual([422, 'image.digest']);
    expect(outcome(await send(id, 0, Buffer.from('right')))).toEqual([404, 'upload.not_found']);
    expect((await service.parts.store.list('uploads/')).objects).toEqual([]);
  });

  it('with a gap, or longer than was said, is refused, and goes on where it was', async () => {
    const id = idOf(await begin(digestOf(Buffer.from('abcdef')), 6));
    await send(id, 0, Buffer.from('abc'));
    expect(outcome(await send(id, 4, Buffer.from('f')))).toEqual([409, 'upload.changed']);
    expect(outcome(await send(id, 3, Buffer.from('defg')))).toEqual([409, 'upload.changed']);
    expect(outcome(await send(id, 0, Buffer.alloc(9 * 2 ** 20)))).toEqual([413, 'body.too_large']);
    expect((await send(id, 3, Buffer.from('def'))).status).toBe(200);
  });
});

it('lets a key follow no more at a time than it may, and others go on', async () => {
  const small = await startService({ REPRISE_STREAMS: '2' });
  try {
    const own = await small.key('operator');
    const { id: run } = await new Client({ urls: [small.url], key: own }).runs.create(job);
    const follow = (secret: string, path: string, signal: AbortSignal): Promise<Response> => fetch(`${small.url}/v1/runs/${run}/${path}`, { signal, headers: { authorization: `Bearer ${secret}`, accept: 'text/event-stream' } });
    const [first, other] = [new AbortController(), new AbortController()];
    expect((await follow(own, 'events/follow', first.signal)).status).toBe(200);
    expect((await follow(own, 'console?follow=true', other.signal)).status).toBe(200);
    const refused = await follow(own, 'events/follow', other.signal);
    expect([refused.status, await refused.json()]).toEqual([429, expect.objectContaining({ code: 'streams.limited' })]);
    expect((await follow(await small.key('viewer'), 'events/follow', other.signal)).status).toBe(200);
    first.abort();
    while ((await follow(own, 'events/follow', other.signal)).status !== 200) await new Promise((resolve) => setTimeout(resolve, 20));
    other.abort();
  } finally {
    await small.close();
  }
});

it('answers no more requests of a key than its rate', async () => {
  const slow = await startService({ REPRISE_RATE: '5' });
  try {
    const key = await slow.key();
    const statuses: number[] = [];
    for (let request = 0; request < 7; request++) statuses.push((await slow.as(key).get('/v1/runs').ok(() => true)).status);
    expect(statuses).toEqual([200, 200, 200, 200, 200, 429, 429]);
    expect((await slow.as(await slow.key('viewer')).get('/v1/runs')).status).toBe(200);
    expect((await slow.as().get('/health/live')).status).toBe(200);
  } finally {
    await slow.close();
  }
});
