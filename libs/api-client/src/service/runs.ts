import { randomUUID } from 'node:crypto';
import {
  ended, forked, recordingExport, run, runCommand, runEvent,
  type ForkRequest, type JobInput, type RecordingExport, type Run, type RunCommand, type RunEvent, type RunState,
} from '@reprise/contracts';
import { z } from 'zod';
import type { Transport } from '../http/transport.ts';
import { followStream } from './follow.ts';
import { listAll } from './list.ts';

export interface RunFilter {
  readonly state?: RunState | undefined;
  readonly name?: string | undefined;
  /** `key=value` */
  readonly label?: string | undefined;
  readonly batch?: string | undefined;
  readonly id_prefix?: string | undefined;
  /** How many a page has. */
  readonly limit?: number;
}

/** What comes of a run while it is followed. */
export type RunNews =
  | { readonly kind: 'console'; readonly offset: number; readonly bytes: Uint8Array }
  | { readonly kind: 'state'; readonly state: RunState };

/** How long a request waits for a command to be answered before it is asked again, in seconds. */
const PATIENCE = 20;

const consoleNews = z.object({ offset: z.int(), data: z.base64() });
const artefact = ended.shape.artefacts.element;
export type Artefact = z.infer<typeof artefact>;
const stateNews = z.object({ state: run.shape.state });

/** Runs, by their ids or beginnings of these that are unambiguous. All throw ApiError and Unreachable. */
export class Runs {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** Made once, however often a connection breaks. */
  create(job: JobInput): Promise<Run> {
    return this.#transport.call({ method: 'POST', path: '/v1/runs', json: { job }, repeatable: true, headers: { 'idempotency-key': randomUUID() } }, run);
  }

  get(id: string): Promise<Run> {
    return this.#transport.call({ method: 'GET', path: pathOf(id) }, run);
  }

  /** The newest first. */
  list({ limit = 100, ...filter }: RunFilter = {}): AsyncGenerator<Run> {
    return listAll(this.#transport, '/v1/runs', run, { ...filter, limit });
  }

  async delete(id: string): Promise<void> {
    await drained(await this.#transport.send({ method: 'DELETE', path: pathOf(id) }));
  }

  /** What it wrote to its console, from an offset on, as far as it is stored. */
  async console(id: string, from: number): Promise<Uint8Array> {
    const response = await this.#transport.send({ method: 'GET', path: `${pathOf(id)}/console`, query: { from } });
    return new Uint8Array(await response.arrayBuffer());
  }

  /** Its console from an offset on and its states as they come, the present one first; without end. */
  async *follow(id: string, from: number, signal: AbortSignal): AsyncGenerator<RunNews> {
    let position = from;
    for await (const { event, data } of followStream(this.#transport, { method: 'GET', path: `${pathOf(id)}/console`, query: { follow: true, from } }, signal)) {
      if (event === 'console') {
        const { offset, data: base64 } = consoleNews.parse(data);
        const bytes = Buffer.from(base64, 'base64').subarray(Math.max(0, position - offset)); // what was seen before the stream broke
        if (bytes.length === 0) continue;
        position = Math.max(position, offset) + bytes.length;
        yield { kind: 'console', offset: position - bytes.length, bytes };
      } else if (event === 'state') {
        yield { kind: 'state', state: stateNews.parse(data).state };
      }
    }
  }

  /** What happened to it, in order. */
  events(id: string): AsyncGenerator<RunEvent> {
    return listAll(this.#transport, `${pathOf(id)}/events`, runEvent);
  }

  /** Files that the guest has handed out. */
  artefacts(id: string): AsyncGenerator<Artefact> {
    return listAll(this.#transport, `${pathOf(id)}/artefacts`, artefact);
  }

  async artefact(id: string, name: string): Promise<Uint8Array> {
    const response = await this.#transport.send({ method: 'GET', path: `${pathOf(id)}/artefacts/${encodeURIComponent(name)}` });
    return new Uint8Array(await response.arrayBuffer());
  }

  /** Types at its console. Not to be said twice: what was typed would be typed again. */
  input(id: string, bytes: Uint8Array): Promise<RunCommand> {
    return this.#transport.call({ method: 'POST', path: `${pathOf(id)}/input`, bytes, query: { wait: 0 } }, runCommand);
  }

  pause(id: string): Promise<RunCommand> {
    return this.#command(id, 'pause');
  }

  cancel(id: string): Promise<RunCommand> {
    return this.#command(id, 'cancel');
  }

  migrate(id: string, worker: string): Promise<RunCommand> {
    return this.#command(id, 'migrate', { worker });
  }

  snapshot(id: string, name: string | undefined): Promise<RunCommand> {
    return this.#command(id, 'snapshot', { name });
  }

  resume(id: string, worker: string | undefined): Promise<Run> {
    return this.#transport.call({ method: 'POST', path: `${pathOf(id)}/resume`, json: { worker } }, run);
  }

  async fork(id: string, request: Partial<ForkRequest>): Promise<Run[]> {
    const headers = { 'idempotency-key': randomUUID() };
    return (await this.#transport.call({ method: 'POST', path: `${pathOf(id)}/fork`, json: request, repeatable: true, headers }, forked)).items;
  }

  /** A new run that executes one that has ended again, and succeeds if it comes to the same state. */
  reproduce(id: string, worker: string | undefined): Promise<Run> {
    return this.#transport.call({ method: 'POST', path: `${pathOf(id)}/repro`, json: { worker }, repeatable: true, headers: { 'idempotency-key': randomUUID() } }, run);
  }

  /** Which objects a local folder needs to be its recording. */
  recording(id: string): Promise<RecordingExport> {
    return this.#transport.call({ method: 'GET', path: `${pathOf(id)}/recording` }, recordingExport);
  }

  /** One of them. */
  async recordingObject(id: string, path: string): Promise<Uint8Array> {
    const response = await this.#transport.send({ method: 'GET', path: `${pathOf(id)}/recording/${path.split('/').map(encodeURIComponent).join('/')}` });
    return new Uint8Array(await response.arrayBuffer());
  }

  /** Gives a command, and waits until it is answered. */
  async #command(id: string, kind: 'pause' | 'cancel' | 'migrate' | 'snapshot', body?: Readonly<Record<string, string | undefined>>): Promise<RunCommand> {
    let command = await this.#transport.call({ method: 'POST', path: `${pathOf(id)}/${kind}`, ...(body && { json: body }), query: { wait: PATIENCE } }, runCommand);
    while (command.state === 'waiting') {
      command = await this.#transport.call({ method: 'GET', path: `${pathOf(command.run)}/commands/${command.id}`, query: { wait: PATIENCE } }, runCommand);
    }
    return command;
  }
}

const pathOf = (id: string): string => `/v1/runs/${encodeURIComponent(id)}`;

/** Reads an answer that is of no interest to its end, so that the connection serves again. */
const drained = async (response: Response): Promise<void> => void (await response.arrayBuffer());
