/** The service as a stranger would use it: HTTP, by hand. What cannot be answered now (a control plane that is being killed) is asked again. */
import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { run, runEvent, type JobInput, type Run, type RunEvent } from '@reprise/contracts';
import { z } from 'zod';

const AGAIN_MS = 200;
/** Longer than any fault lasts. */
const PATIENCE_MS = 300_000;
const REQUEST_MS = 30_000;

export class Refused extends Error {
  override name = 'Refused';
  readonly status: number;

  constructor(status: number, text: string) {
    super(`${status}: ${text}`);
    this.status = status;
  }
}

const runPage = z.object({ items: z.array(run), next: z.string().nullable() });
const eventPage = z.object({ items: z.array(runEvent), next: z.string().nullable() });
const progress = z.object({ upload: z.object({ id: z.string(), offset: z.number(), chunkBytes: z.number() }).nullable() });
const command = z.object({ id: z.string(), state: z.enum(['waiting', 'done', 'failed']), error: z.string().nullable() });
const workers = z.object({ items: z.array(z.object({ id: z.string(), name: z.string(), state: z.string() })) });

interface Call {
  readonly method?: 'GET' | 'POST' | 'PATCH';
  readonly json?: unknown;
  readonly bytes?: Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
}

export class ServiceClient {
  readonly #urls: readonly string[];
  readonly #key: string;
  #calls = 0;

  constructor(urls: readonly string[], key: string) {
    this.#urls = urls;
    this.#key = key;
  }

  /** Takes a job, once: the answer may be lost on the way. */
  async submit(job: JobInput): Promise<Run> {
    return run.parse(await this.#json('/v1/runs', { method: 'POST', json: { job }, headers: { 'idempotency-key': randomUUID() } }));
  }

  async get(id: string): Promise<Run> {
    return run.parse(await this.#json(`/v1/runs/${id}`));
  }

  /** All runs. */
  async list(): Promise<Run[]> {
    const runs: Run[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page: z.output<typeof runPage> = runPage.parse(await this.#json(`/v1/runs?limit=200${cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`}`));
      runs.push(...page.items);
      cursor = page.next;
    }
    return runs;
  }

  async events(id: string): Promise<RunEvent[]> {
    const events: RunEvent[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page: z.output<typeof eventPage> = eventPage.parse(await this.#json(`/v1/runs/${id}/events?limit=500${cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`}`));
      events.push(...page.items);
      cursor = page.next;
    }
    return events;
  }

  async console(id: string): Promise<Buffer> {
    return Buffer.from(await (await this.#call(`/v1/runs/${id}/console`)).arrayBuffer());
  }

  /** Types at a run's console, twice where the first answer is lost. Resolves once the service has said that it is stored. @throws Refused where it says that it cannot be */
  async type(id: string, text: string): Promise<void> {
    let { id: given, state, error } = command.parse(await this.#json(`/v1/runs/${id}/input?wait=5`, { method: 'POST', bytes: Buffer.from(text) }));
    while (state === 'waiting') ({ id: given, state, error } = command.parse(await this.#json(`/v1/runs/${id}/commands/${given}?wait=5`)));
    if (state === 'failed') throw new Refused(409, error ?? 'no reason');
  }

  /** Gives a command and waits for what comes of it. @throws Refused where it fails */
  async command(id: string, kind: 'pause' | 'snapshot' | 'migrate' | 'cancel', body?: object): Promise<void> {
    let { id: given, state, error } = command.parse(await this.#json(`/v1/runs/${id}/${kind}?wait=5`, { method: 'POST', ...(body && { json: body }) }));
    while (state === 'waiting') ({ id: given, state, error } = command.parse(await this.#json(`/v1/runs/${id}/commands/${given}?wait=5`)));
    if (state === 'failed') throw new Refused(409, error ?? 'no reason');
  }

  /** New runs that go on from where this one is stored. */
  async fork(id: string, count: number, input: string): Promise<string[]> {
    const { items } = z.object({ items: z.array(run) }).parse(await this.#json(`/v1/runs/${id}/fork`, { method: 'POST', json: { count, input } }));
    return items.map((fork) => fork.id);
  }

  /** When console output arrives, as it comes, until `signal`. */
  async *arrivals(id: string, signal: AbortSignal): AsyncGenerator<number> {
    const response = await fetch(`${this.#urls[0]}/v1/runs/${id}/console?follow=true`, { headers: { authorization: `Bearer ${this.#key}` }, signal });
    for await (const _ of response.body ?? []) yield performance.now();
  }

  async upload(bytes: Uint8Array): Promise<string> {
    const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
    for (;;) {
      const { upload } = progress.parse(await this.#json('/v1/uploads', { method: 'POST', json: { digest, bytes: bytes.length } }));
      if (!upload) return digest;
      const chunk = bytes.subarray(upload.offset, upload.offset + upload.chunkBytes);
      await this.#json(`/v1/uploads/${upload.id}?offset=${upload.offset}`, { method: 'PATCH', bytes: chunk });
    }
  }

  /** Names of workers that are there. */
  async workers(): Promise<string[]> {
    return workers.parse(await this.#json('/v1/workers')).items.filter(({ state }) => state === 'online').map(({ name }) => name);
  }

  /** Workers of this name, those that are gone among them: each process is one of its own. */
  async workerIds(name: string): Promise<ReadonlySet<string>> {
    return new Set(workers.parse(await this.#json('/v1/workers')).items.filter((worker) => worker.name === name).map(({ id }) => id));
  }

  async isReady(): Promise<boolean> {
    const answers = await Promise.all(this.#urls.map((url) => fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(REQUEST_MS) }).then(({ ok }) => ok, () => false)));
    return answers.every(Boolean);
  }

  async #json(path: string, call: Call = {}): Promise<unknown> {
    return (await this.#call(path, call)).json();
  }

  async #call(path: string, { method = 'GET', json, bytes, headers = {} }: Call = {}): Promise<Response> {
    const body = json === undefined ? bytes : JSON.stringify(json);
    const type = json === undefined ? 'application/octet-stream' : 'application/json';
    for (const end = Date.now() + PATIENCE_MS; ; ) {
      const url = this.#urls[this.#calls++ % this.#urls.length] ?? '';
      try {
        const response = await fetch(url + path, {
          method,
          headers: { authorization: `Bearer ${this.#key}`, ...(body === undefined ? {} : { 'content-type': type }), ...headers },
          ...(body === undefined ? {} : { body: Buffer.from(body) }),
          signal: AbortSignal.timeout(REQUEST_MS),
        });
        if (response.ok) return response;
        const refused = new Refused(response.status, await response.text());
        if (response.status < 500 && response.status !== 429) throw refused;
        if (Date.now() > end) throw refused;
      } catch (error) {
        if (error instanceof Refused ? error.status < 500 && error.status !== 429 : false) throw error;
        if (Date.now() > end) throw error;
      }
      await wait(AGAIN_MS);
    }
  }
}
