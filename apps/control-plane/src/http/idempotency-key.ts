import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { ApiRequest } from './api-request.ts';
import { RequestProblem } from './request-problem.ts';

const FORM = /^[\x21-\x7e]{1,200}$/;

/** Parameter of a route that makes something: under which key its caller makes it once, if it says so. */
export const IdempotencyKey = createParamDecorator((_: unknown, context: ExecutionContext): string | undefined => {
  const key = context.switchToHttp().getRequest<ApiRequest>().headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (typeof key === 'string' && FORM.test(key)) return key;
  const detail = 'expected 1 to 200 printable characters without spaces';
  throw new RequestProblem(422, 'header.invalid', `Idempotency-Key: ${detail}`, [{ in: 'header', pointer: 'Idempotency-Key', detail }]);
});
