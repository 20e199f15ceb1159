import type { IncomingMessage } from 'node:http';
import type { Caller } from '../auth/caller.ts';

/** A request as Express, the log and the guards of this application leave it. */
export interface ApiRequest extends IncomingMessage {
  /** Of the request, in the log and in answers that are errors. */
  id: string;
  readonly ip?: string;
  readonly originalUrl: string;
  readonly route?: { readonly path: string };
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, unknown>>;
  body?: unknown;
  /** Who asks: once the guard has let the request in, on routes for keys. */
  caller?: Caller;
}
