import type { ServerResponse } from 'node:http';
import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import type { ApiRequest } from './api-request.ts';
import { problemOf } from './problem-of.ts';

/** What a route has set for its success. */
const OF_SUCCESS = ['ETag', 'Cache-Control', 'Content-Range', 'Content-Disposition', 'Content-Length', 'Location'];

/** Every error as problem details (RFC 9457); those that are ours go into the log, whole. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  readonly #log = new Logger(ProblemFilter.name);

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<ApiRequest>();
    const response = host.switchToHttp().getResponse<ServerResponse>();
    const problem = problemOf(error);
    if (problem.status >= 500) this.#log.error({ err: error, request: request.id, code: problem.code }, problem.detail);
    if (response.headersSent) {
      response.destroy();
      return;
    }
    for (const header of OF_SUCCESS) response.removeHeader(header);
    if (problem.status === 401) response.setHeader('WWW-Authenticate', 'Bearer');
    // The rest of a body that is too long is not waited for.
    if (problem.status === 413) response.setHeader('Connection', 'close');
    if (problem.status === 503) response.setHeader('Retry-After', '1');
    response.writeHead(problem.status, { 'content-type': 'application/problem+json' }).end(JSON.stringify({ ...problem, request: request.id }));
  }
}
