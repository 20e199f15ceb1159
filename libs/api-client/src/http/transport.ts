import { setTimeout as wait } from 'node:timers/promises';
import type { z } from 'zod';
import { ApiError, Unreachable } from './api-error.ts';

/** When to try again what failed by a connection, a deadline, 429 or 5xx, and may be said twice. */
export interface RetryPolicy {
  /** Requests in all, from 1 on. */
  readonly attempts: number;
  /** The wait before the second is a random part of this; it doubles with every one. In ms. */
  readonly base: number;
  /** The longest wait in ms. */
  readonly cap: number;
}

/** About 3 s of waiting at most. */
export const defaultRetryPolicy: RetryPolicy = { attempts: 6, base: 100, cap: 1500 };

/** What the host is to a transport: the process's own, or a test's. */
export interface TransportPorts {
  readonly fetch: typeof fetch;
  readonly sleep: (ms: number) => Promise<void>;
  /** From 0 up to, not including, 1. */
  readonly random: () => number;
}

export interface TransportOptions {
  /** Addresses of control planes, any of which will do: `http://127.0.0.1:7700`. */
  readonly urls: readonly string[];
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly retry?: RetryPolicy;
  /** ms until an answer has to begin; default 30 s. */
  readonly timeout?: number;
  readonly ports?: TransportPorts;
}

export interface Request {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  /** Those that are undefined are left out. */
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly json?: unknown;
  /** Sent as they are. */
  readonly bytes?: Uint8Array;
  /** That saying it twice does the same as saying it once; default: every method but POST and PATCH. */
  readonly repeatable?: boolean;
  readonly retry?: RetryPolicy;
  readonly signal?: AbortSignal;
}

const processPorts: TransportPorts = { fetch: (...request) => fetch(...request), sleep: (ms) => wait(ms), random: Math.random };

/** Requests to a service of several addresses: whichever answered last is asked first, the next one when it does not. */
export class Transport {
  readonly #options: TransportOptions;
  readonly #ports: TransportPorts;
  #current = 0;

  /** @throws RangeError without an address, or for one that is none */
  constructor(options: TransportOptions) {
    if (options.urls.length === 0) throw new RangeError('the service has no address');
    for (const url of options.urls) if (!URL.canParse(url)) throw new RangeError(`'${url}' is no address: http://HOST:PORT`);
    this.#options = options;
    this.#ports = options.ports ?? processPorts;
  }

  /** The answer to a request, as `schema` has it. @throws ApiError, Unreachable */
  async call<T>(request: Request, schema: z.ZodType<T>): Promise<T> {
    const response = await this.send(request);
    return schema.parse(await response.json());
  }

  /** The answer, a success, with its body yet to be read (or 304 Not Modified). @throws ApiError, Unreachable */
  async send(request: Request): Promise<Response> {
    const policy = request.retry ?? this.#options.retry ?? defaultRetryPolicy;
    const repeatable = request.repeatable ?? (request.method !== 'POST' && request.method !== 'PATCH');
    for (let attempt = 1; ; attempt++) {
      const outcome = await this.#attempt(request);
      if (outcome instanceof Response) return outcome;
      const { error, again, after } = outcome;
      if (again === 'never' || (again === 'if repeatable' && !repeatable) || attempt >= policy.attempts) throw error;
      this.#current = (this.#current + 1) % this.#options.urls.length;
      await this.#ports.sleep(Math.max(after, this.#ports.random() * Math.min(policy.cap, policy.base * 2 ** (attempt - 1))));
      request.signal?.throwIfAborted();
    }
  }

  async #attempt(request: Request): Promise<Response | Failure> {
    const url = this.#address(request);
    const deadline = new AbortController();
    const timer = setTimeout(() => deadline.abort(new Error('no answer in time')), this.#options.timeout ?? 30_000);
    const signal = request.signal ? AbortSignal.any([request.signal, deadline.signal]) : deadline.signal;
    try {
      const response = await this.#ports.fetch(url, { method: request.method, headers: this.#headers(request), body: bodyOf(request), signal });
      return response.ok || response.status === 304 ? response : await failureOf(response);
    } catch (error) {
      request.signal?.throwIfAborted();
      return { error: new Unreachable(`${url.origin} cannot be reached: ${reasonOf(error)}`, { cause: error }), again: 'if repeatable', after: 0 };
    } finally {
      clearTimeout(timer);
    }
  }

  #address({ path, query = {} }: Request): URL {
    // The index counts through the addresses, of which there is one at least.
    const base = (this.#options.urls[this.#current] ?? '').replace(/\/+$/, '');
    const url = new URL(`${base}${path}`);
    for (const [key, value] of Object.entries(query)) if (value !== undefined) url.searchParams.set(key, String(value));
    return url;
  }

  #headers({ headers, json, bytes }: Request): Record<string, string> {
    const content = json === undefined ? bytes && 'application/octet-stream' : 'application/json';
    return { ...this.#options.headers, ...(content === undefined ? {} : { 'content-type': content }), ...headers };
  }
}

interface Failure {
  readonly error: ApiError | Unreachable;
  /** A request that was refused for want of capacity was not begun, and can always be made again. */
  readonly again: 'never' | 'if repeatable' | 'always';
  /** ms that the service asked to wait. */
  readonly after: number;
}

async function failureOf(response: Response): Promise<Failure> {
  const error = await ApiError.of(response);
  const seconds = Number(response.headers.get('retry-after'));
  const after = seconds > 0 && seconds <= 60 ? seconds * 1000 : 0;
  if (response.status === 429) return { error, again: 'always', after };
  return { error, again: response.status >= 500 ? 'if repeatable' : 'never', after };
}

const bodyOf = ({ json, bytes }: Request): string | Uint8Array<ArrayBuffer> | null => (json === undefined ? (bytes ? new Uint8Array(bytes) : null) : JSON.stringify(json));

/** What undici says is in the cause: `connect ECONNREFUSED 127.0.0.1:7700`. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error && error.cause.message !== '' ? error.cause.message : error.message;
}
