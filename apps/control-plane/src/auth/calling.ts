import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { ApiRequest } from '../http/api-request.ts';
import type { Caller } from './caller.ts';

/** Parameter of a route for keys: who calls. */
export const Calling = createParamDecorator((_: unknown, context: ExecutionContext): Caller => {
  const { caller } = context.switchToHttp().getRequest<ApiRequest>();
  if (!caller) throw new Error('a route that wants its caller must be one for keys');
  return caller;
});
