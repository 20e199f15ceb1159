import { randomUUID } from 'node:crypto';
import {
  apiKey, batch, batchResult, collection, crash, crashGroup, createdKey, run, snapshot, worker,
  type ApiKey, type Batch, type BatchInput, type BatchResult, type Collection, type Crash, type CrashGroup, type CreatedKey, type KeyRequest, type Run, type Snapshot, type Worker,
} from '@reprise/contracts';
import type { z } from 'zod';
import { Transport, type TransportPorts } from '../http/transport.ts';
import { Images } from './images.ts';
import { listAll } from './list.ts';
import { Runs } from './runs.ts';

export interface ServiceOptions {
  /** Addresses of control planes. */
  readonly urls: readonly string[];
  /** An API key's secret. */
  readonly key: string;
  readonly ports?: TransportPorts;
}

/** The service's API under /v1, as a program uses it. All methods throw ApiError and Unreachable. */
export class Service {
  readonly runs: Runs;
  readonly images: Images;
  readonly #transport: Transport;

  /** @throws RangeError for an address that is none */
  constructor({ urls, key, ports }: ServiceOptions) {
    this.#transport = new Transport({ urls, headers: { authorization: `Bearer ${key}` }, timeout: 60_000, ...(ports && { ports }) });
    this.runs = new Runs(this.#transport);
    this.images = new Images(this.#transport);
  }

  // ---- Batches

  createBatch(specification: BatchInput): Promise<Batch> {
    return this.#make('/v1/batches', specification, batch);
  }

  batch(id: string): Promise<Batch> {
    return this.#transport.call({ method: 'GET', path: `/v1/batches/${encodeURIComponent(id)}` }, batch);
  }

  batches(): AsyncGenerator<Batch> {
    return listAll(this.#transport, '/v1/batches', batch);
  }

  /** What its runs came to so far, in the order of the matrix. */
  batchResults(id: string): AsyncGenerator<BatchResult> {
    return listAll(this.#transport, `/v1/batches/${encodeURIComponent(id)}/results`, batchResult);
  }

  /** The results as a document. */
  async batchDocument(id: string, format: 'csv' | 'junit'): Promise<string> {
    return (await this.#transport.send({ method: 'GET', path: `/v1/batches/${encodeURIComponent(id)}/results`, query: { format } })).text();
  }

  // ---- Snapshots and crashes

  snapshots(query: { readonly run?: string | undefined } = {}): AsyncGenerator<Snapshot> {
    return listAll(this.#transport, '/v1/snapshots', snapshot, query);
  }

  crashGroups(): AsyncGenerator<CrashGroup> {
    return listAll(this.#transport, '/v1/crashes/groups', crashGroup);
  }

  crashes(query: { readonly signature?: string | undefined; readonly run?: string | undefined } = {}): AsyncGenerator<Crash> {
    return listAll(this.#transport, '/v1/crashes', crash, query);
  }

  crash(id: string): Promise<Crash> {
    return this.#transport.call({ method: 'GET', path: `/v1/crashes/${encodeURIComponent(id)}` }, crash);
  }

  /** A new run that executes the crashed one again, and succeeds if it comes to the same state. */
  reproduceCrash(id: string, wanted: string | undefined): Promise<Run> {
    return this.#make(`/v1/crashes/${encodeURIComponent(id)}/repro`, { worker: wanted }, run);
  }

  // ---- The house

  workers(): AsyncGenerator<Worker> {
    return listAll(this.#transport, '/v1/workers', worker);
  }

  /** Has a worker give its runs away and take no new ones; or, with false, take runs again. */
  drain(id: string, drain: boolean): Promise<Worker> {
    return this.#transport.call({ method: 'POST', path: `/v1/workers/${encodeURIComponent(id)}/drain`, json: { drain }, repeatable: true }, worker);
  }

  keys(): AsyncGenerator<ApiKey> {
    return listAll(this.#transport, '/v1/keys', apiKey);
  }

  createKey(request: KeyRequest): Promise<CreatedKey> {
    return this.#make('/v1/keys', request, createdKey);
  }

  async revokeKey(id: string): Promise<void> {
    await (await this.#transport.send({ method: 'DELETE', path: `/v1/keys/${encodeURIComponent(id)}` })).arrayBuffer();
  }

  collect(dryRun: boolean): Promise<Collection> {
    return this.#transport.call({ method: 'POST', path: '/v1/gc', query: { dry_run: dryRun } }, collection);
  }

  /** Makes something once, however often a connection breaks. */
  #make<T>(path: string, json: unknown, schema: z.ZodType<T>): Promise<T> {
    return this.#transport.call({ method: 'POST', path, json, repeatable: true, headers: { 'idempotency-key': randomUUID() } }, schema);
  }
}
