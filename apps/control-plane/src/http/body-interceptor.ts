import { type CallHandler, type ExecutionContext, Inject, Injectable, type NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Observable } from 'rxjs';
import type { ApiRequest } from './api-request.ts';
import { parseText } from './parse-text.ts';
import { readBody } from './read-body.ts';
import { bodyLimit, Facts } from './route.ts';

/** Reads the body, when the guards have let the request in and before its parts are checked: as much of it as the route takes. */
@Injectable()
export class BodyInterceptor implements NestInterceptor {
  readonly #reflector: Reflector;

  constructor(@Inject(Reflector) reflector: Reflector) {
    this.#reflector = reflector;
  }

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const request = context.switchToHttp().getRequest<ApiRequest>();
    const facts = this.#reflector.get(Facts, context.getHandler());
    const of = facts.body?.of ?? (['POST', 'PUT', 'PATCH'].includes(request.method ?? '') ? 'text' : 'none');
    if (of !== 'none') {
      const bytes = await readBody(request, bodyLimit(facts));
      // No body is as good as an empty object, for routes that need nothing said.
      request.body = of === 'bytes' ? bytes : bytes.length === 0 ? {} : parseText(bytes, request.headers['content-type']);
    }
    return next.handle();
  }
}
