import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { ApiRequest } from './api-request.ts';
import { RequestProblem } from './request-problem.ts';

/** Parameter of a route of server-sent events: the number of the last one that the client had, if it had one. */
export const LastEventId = createParamDecorator((_: unknown, context: ExecutionContext): number | undefined => {
  const id = context.switchToHttp().getRequest<ApiRequest>().headers['last-event-id'];
  if (id === undefined || id === '') return undefined;
  const number = typeof id === 'string' && /^\d{1,16}$/.test(id) ? Number(id) : NaN;
  if (Number.isSafeInteger(number)) return number;
  const detail = 'expected the id of an event of this stream, a number';
  throw new RequestProblem(422, 'header.invalid', `Last-Event-ID: ${detail}`, [{ in: 'header', pointer: 'Last-Event-ID', detail }]);
});
