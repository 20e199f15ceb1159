import { STATUS_CODES } from 'node:http';
import { HttpException } from '@nestjs/common';
import type { Problem } from '@reprise/contracts';
import { ControlError, type ErrorKind } from '@reprise/control';
import { StoreError, type StoreErrorCode } from '@reprise/store';
import { type Place, RequestProblem } from './request-problem.ts';

const statusOfKind: Readonly<Record<ErrorKind, number>> = {
  invalid: 422,
  unauthenticated: 401,
  forbidden: 403,
  missing: 404,
  conflict: 409,
  changed: 412,
  limit: 413,
  unavailable: 503,
};

/** Failures of the object store that a caller can do something about; the others are ours. */
const statusOfStore: Readonly<Partial<Record<StoreErrorCode, number>>> = { unavailable: 503, 'no-space': 507 };

/** Codes of what Nest and its modules refuse by themselves. */
const codeOfStatus: Readonly<Record<number, string>> = { 404: 'route.not_found', 405: 'route.method', 429: 'rate.limited' };

/** The answer to a request that failed with `error`. A status of 500 says that it is our fault, and nothing of what happened. */
export function problemOf(error: unknown): Problem {
  if (error instanceof RequestProblem) return problem(error.status, error.code, error.message, error.places);
  if (error instanceof ControlError) return problem(statusOfKind[error.kind], error.code, error.message);
  if (error instanceof StoreError) {
    const status = statusOfStore[error.code];
    if (status !== undefined) return problem(status, `store.${error.code.replaceAll('-', '_')}`, `the object store failed: ${error.message}`);
  }
  if (error instanceof HttpException && error.getStatus() < 500) {
    const status = error.getStatus();
    return problem(status, codeOfStatus[status] ?? `http.${status}`, error.message);
  }
  return problem(500, 'internal', 'the service failed; its log says more under the id of this request');
}

const problem = (status: number, code: string, detail: string, errors: readonly Place[] = []): Problem => ({
  type: `urn:reprise:problem:${code}`,
  title: STATUS_CODES[status] ?? String(status),
  status,
  detail,
  code,
  ...(errors.length > 0 && { errors: [...errors] }),
});
