import { Service as Client } from '@reprise/api-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FakeVm, startWorker, type FakeWorker } from './fake-worker.ts';
import { startService, type Service } from './service.ts';
import { job } from './world.ts';

let service: Service;
let client: Client;
let worker: FakeWorker;
beforeAll(async () => {
  service = await startService();
  client = new Client({ urls: [service.url], key: await service.key() });
  worker = await startWorker(service, 'w1');
});
afterAll(() => service.close());

const running = async (): Promise<FakeVm> => FakeVm.claim(service, worker, (await client.runs.create(job)).id);
const get = async (path: string, headers: Readonly<Record<string, string>> = {}) => service.as(await service.key()).get(path).set(headers).buffer(true).ok(() => true);
const textOf = ({ body, text }: Awaited<ReturnType<typeof get>>): string => (body instanceof Buffer ? body.toString() : text);

/** What a stream of a run gives, until it ends. */
async function stream(path: string, headers: Readonly<Record<string, string>> = {}): Promise<{ readonly response: Response; readonly reader: AsyncGenerator<string> }> {
  const response = await fetch(`${service.url}${path}`, { headers: { authorization: `Bearer ${await service.key()}`, ...headers } });
  const { body } = response;
  async function* read(): AsyncGenerator<string> {
    for await (const chunk of body ?? []) yield Buffer.from(chunk).toString();
  }
  return { response, reader: read() };
}

/** Reads until what came has this in it. */
async function until(reader: AsyncGenerator<string>, text: string, seen = ''): Promise<string> {
  while (!seen.includes(text)) {
    const next = await reader.next();
    if (next.done === true) throw new Error(`the stream ended before '${text}' came: ${seen}`);
    seen += next.value;
  }
  return seen;
}

describe('a console', () => {
  it('is read as far as it is stored: all, from an offset, or a range of it', async () => {
    const vm = await running();
    for (const text of ['one ', '', 'two ', '', '', 'three']) await vm.write(text);
    const path = `/v1/runs/${vm.run}/console`;
    expect(textOf(await get(path))).toBe('one two three');
    expect(textOf(await get(`${path}?from=4`))).toBe('two three');
    expect(textOf(await get(`${path}?from=100`))).toBe('');
    const part = await get(path, { Range: 'bytes=2-5' });
    expect([part.status, part.headers['content-range'], textOf(part)]).toEqual([206, 'bytes 2-5/13', 'e tw']);
    expect((await get(path, { Range: 'bytes=13-' })).status).toBe(416);
  });

  it('goes on in another epoch, from what was stored in the one before', async () => {
    const vm = await running();
    await vm.write('first ');
    await service.parts.store.put(`runs/${vm.run}/1/console/1`, Buffer.from('never committed'));
    await worker.yield(vm.run, { epoch: 1, to: 'pending', head: vm.head, state: null, message: null, answers: [] });
    const next = await FakeVm.claim(service, worker, vm.run);
    await next.write('second');
    expect(textOf(await get(`/v1/runs/${vm.run}/console`))).toBe('first second');
  });

  it('of a fork begins with that of the run that it goes on from', async () => {
    const vm = await running();
    await vm.write('boot ');
    const [fork] = await client.runs.fork(vm.run, {});
    await vm.write('and more');
    const child = await FakeVm.claim(service, worker, fork?.id ?? '');
    expect(textOf(await get(`/v1/runs/${child.run}/console`))).toBe('');
    child.begin(1000, 'boot '.length);
    await child.write('child');
    expect(textOf(await get(`/v1/runs/${child.run}/console`))).toBe('boot child');
    expect(textOf(await get(`/v1/runs/${child.run}/console?from=7`))).toBe('ild');
  });

  it('is followed as it comes, before it is stored, and each byte once', async () => {
    const vm = await running();
    await vm.write('stored ');
    const { response, reader } = await stream(`/v1/runs/${vm.run}/console?follow=true`);
    expect(response.headers.get('content-type')).toBe('application/octet-stream');
    let seen = await until(reader, 'stored ');
    await vm.say('live ');
    seen = await until(reader, 'live ', seen);
    await vm.write('live ');
    await vm.write('end\n');
    await vm.end();
    for await (const text of reader) seen += text;
    expect(seen).toBe('stored live end\n');
  });

  it('is followed as events, which can be taken up again', async () => {
    const vm = await running();
    await vm.write('abc');
    const events = { Accept: 'text/event-stream' };
    const { response, reader } = await stream(`/v1/runs/${vm.run}/console?follow=true`, events);
    expect(response.headers.get('content-type')).toMatch(/^text.event-stream/);
    const seen = await until(reader, '"state":"running"');
    expect(seen).toContain(`id: 3\nevent: console\ndata: {"offset":0,"data":"${Buffer.from('abc').toString('base64')}"}\n\n`);
    await reader.return(undefined);
    await vm.write('def');
    await vm.end();
    const again = await stream(`/v1/runs/${vm.run}/console?follow=true`, { ...events, 'Last-Event-ID': '3' });
    let rest = '';
    for await (const text of again.reader) rest += text;
    expect(rest).toContain(`id: 6\nevent: console\ndata: {"offset":3,"data":"${Buffer.from('def').toString('base64')}"}\n\n`);
    expect(rest).toContain('event: state\ndata: {"state":"succeeded"}\n\n');
    expect(rest).not.toContain('"offset":0');
  });

  it('is followed by the client, whatever comes between', async () => {
    const vm = await running();
    const stop = new AbortController();
    const bytes: Uint8Array[] = [];
    const states: string[] = [];
    const following = (async () => {
      for await (const news of client.runs.follow(vm.run, 0, stop.signal)) {
        if (news.kind === 'console') bytes.push(news.bytes);
        else states.push(news.state);
        if (news.kind === 'state' && news.state === 'succeeded') return;
      }
    })();
    for (let line = 0; line < 5; line++) await vm.write(`line ${line}\n`);
    await vm.end();
    await following;
    stop.abort();
    expect(Buffer.concat(bytes).toString()).toBe('line 0\nline 1\nline 2\nline 3\nline 4\n');
    expect(states.at(-1)).toBe('succeeded');
  });
});

describe('events', () => {
  it('are listed in order, and followed to the end of the run', async () => {
    const vm = await running();
    const { reader } = await stream(`/v1/runs/${vm.run}/events/follow`);
    await until(reader, 'event: state');
    await vm.write('x');
    await vm.end();
    let seen = '';
    for await (const text of reader) seen += text;
    expect(seen).toContain('"state":"succeeded"');
    const events = [];
    for await (const event of client.runs.events(vm.run)) events.push(event);
    expect(events[0]).toMatchObject({ type: 'created', run: vm.run });
    expect(events.at(-1)).toMatchObject({ type: 'state', data: { state: 'succeeded' } });
    expect(events.map(({ id }) => id)).toEqual(events.map(({ id }) => id).toSorted((a, b) => a - b));
    const { reader: rest } = await stream(`/v1/runs/${vm.run}/events/follow`, { 'Last-Event-ID': String(events.at(-2)?.id) });
    let last = '';
    for await (const text of rest) last += text;
    expect(last.match(/^event: /gm)).toHaveLength(1);
  });
});

describe('a recording', () => {
  it('has what a folder of it needs, as far as the record says', async () => {
    const vm = await running();
    await vm.write('one');
    await vm.write('');
    await vm.write('two');
    await service.parts.store.put(`runs/${vm.run}/1/log/3`, Buffer.from('not committed'));
    const { objects } = await client.runs.recording(vm.run);
    expect(objects.map(({ path }) => path).toSorted()).toEqual(['console/0', 'console/2', 'log/0', 'log/1', 'log/2', 'run.json']);
    for (const { path, bytes } of objects) expect((await client.runs.recordingObject(vm.run, path)).length).toBe(bytes);
    expect(JSON.parse(Buffer.from(await client.runs.recordingObject(vm.run, 'run.json')).toString())).toMatchObject({ recording: { segments: 3, head: vm.head?.seal } });
    await expect(client.runs.recordingObject(vm.run, 'log/3')).rejects.toMatchObject({ code: 'recording.not_found' });
  });

  it('of a run that had two owners has what each of them wrote, notes with the segment that they end', async () => {
    const vm = await running();
    const notes = (epoch: number, number: number) => service.parts.store.put(`runs/${vm.run}/${epoch}/notes/${number}`, Buffer.from(`${epoch}`));
    await vm.write('one');
    await notes(1, 1);
    await notes(1, 2);
    await worker.yield(vm.run, { epoch: 1, to: 'pending', head: vm.head, state: null, message: null, answers: [] });
    const next = await FakeVm.claim(service, worker, vm.run);
    await next.write('two');
    await notes(2, 1);
    await notes(2, 2);
    const { objects } = await client.runs.recording(vm.run);
    expect(objects.map(({ path }) => path).filter((path) => path.startsWith('notes')).toSorted()).toEqual(['notes/1', 'notes/2']);
    const owners = await Promise.all([1, 2].map(async (number) => Buffer.from(await client.runs.recordingObject(vm.run, `notes/${number}`)).toString()));
    expect(owners).toEqual(['1', '2']);
  });

  it('of a run that has not begun is none', async () => {
    const { id } = await client.runs.create(job);
    await expect(client.runs.recording(id)).rejects.toMatchObject({ status: 404, code: 'recording.empty' });
  });
});
