import { BadStoreUrl, NoSpace, NotFound, PermissionDenied, StoreError, Unavailable } from '../errors.ts';
import { Throttled } from './retry.ts';

/** What a failed request says of itself. */
interface Failure {
  /** Of HTTP; undefined where no answer came, or none that could be read. */
  readonly status: number | undefined;
  /** S3's code: `NoSuchKey`. */
  readonly code: string;
  readonly message: string;
  /** ms that the server asks to wait. */
  readonly wait: number;
}

/** Answers that another attempt may change, though their status is of the 400s: bytes were lost or changed on the way. */
const TRANSIENT: ReadonlySet<string> = new Set([
  'RequestTimeout', 'IncompleteBody', 'BadDigest', 'XAmzContentSHA256Mismatch', 'ConditionalRequestConflict', 'OperationAborted', 'SlowDown', 'TooManyRequests',
]);
const FULL: ReadonlySet<string> = new Set(['QuotaExceeded', 'InsufficientStorage', 'XMinioStorageFull', 'EntityTooLarge']);

/** A failed request as the error of a store. */
export function storeErrorOf(error: unknown, what: string, key: string, bucket: string): StoreError {
  if (error instanceof StoreError) return error;
  const { status, code, message, wait } = failureOf(error);
  if (code === 'CredentialsProviderError') {
    return new PermissionDenied('no keys for the store: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY', key, { cause: error });
  }
  const because = { cause: error };
  const words = `cannot ${what} '${key}': ${status ?? ''} ${code}${message === '' || message === code ? '' : `: ${message}`}`.replace(/ +/g, ' ');
  if (code === 'NoSuchBucket') return new BadStoreUrl(`there is no bucket '${bucket}'`, undefined, because);
  if (status === 404) return new NotFound(key, because);
  if (status === 507 || FULL.has(code)) return new NoSpace(words, key, because);
  const isFinal = status !== undefined && status >= 400 && status < 500 && ![408, 409, 429].includes(status) && !TRANSIENT.has(code);
  if (!isFinal) return wait > 0 ? new Throttled(words, key, wait, because) : new Unavailable(words, key, because);
  return new PermissionDenied(words, key, because);
}

/** The status of the answer that an error is about; undefined where none came. */
export const statusOf = (error: unknown): number | undefined => failureOf(error).status;

function failureOf(error: unknown): Failure {
  if (!(error instanceof Error)) return { status: undefined, code: String(error), message: '', wait: 0 };
  const response = record(record(error)['$response']);
  const statuses = [record(record(error)['$metadata'])['httpStatusCode'], response['statusCode']];
  const status = statuses.find((status) => typeof status === 'number');
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name;
  // an answer that says that all is well, but cannot be read, was damaged on the way
  return { status: status !== undefined && status < 400 ? undefined : status, code, message: error.message, wait: waitOf(response) };
}

/** `Retry-After` in its form of seconds. */
function waitOf(response: Readonly<Record<string, unknown>>): number {
  const seconds = record(response['headers'])['retry-after'];
  return typeof seconds === 'string' && /^\d{1,5}$/.test(seconds) ? Number(seconds) * 1000 : 0;
}

// Any object can be looked at by name.
const record = (value: unknown): Readonly<Record<string, unknown>> => (typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {});
